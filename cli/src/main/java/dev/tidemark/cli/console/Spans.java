package dev.tidemark.cli.console;

import java.time.Duration;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Durations as definitions write them: {@code 500ms 30s 10m 1h 7d}. */
public final class Spans {
  private static final Pattern TEXT = Pattern.compile("(\\d{1,9})(ms|s|m|h|d)");
  private static final List<Unit> UNITS =
      List.of(
          new Unit("d", 86_400_000),
          new Unit("h", 3_600_000),
          new Unit("m", 60_000),
          new Unit("s", 1_000),
          new Unit("ms", 1));

  private record Unit(String name, long millis) {}

  private Spans() {}

  /** Such as {@code 90m}: in the largest unit that divides it. */
  public static String text(Duration duration) {
    long millis = duration.toMillis();
    return UNITS.stream()
        .filter(unit -> millis % unit.millis == 0 && millis != 0)
        .findFirst()
        .map(unit -> millis / unit.millis + unit.name)
        .orElse("none");
  }

  /**
   * The duration that a text means.
   *
   * @throws CommandException when it means none
   */
  public static Duration parse(String text) {
    Matcher matcher = TEXT.matcher(text);
    if (!matcher.matches()) {
      throw CommandException.usage(
          "Cannot read duration %s: expected a number with ms, s, m, h or d, such as 30s"
              .formatted(text));
    }
    long millis =
        UNITS.stream()
            .filter(unit -> unit.name.equals(matcher.group(2)))
            .mapToLong(Unit::millis)
            .sum();
    return Duration.ofMillis(Long.parseLong(matcher.group(1)) * millis);
  }
}
