package dev.tidemark.registry.yaml;

import java.time.Duration;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Durations as the definition language writes them: {@code 500ms 30s 10m 1h 7d}. */
public final class Durations {
  public static final String EXPECTED =
      "expected a number with ms, s, m, h or d, such as 30s or 7d, at most 36500d";

  private static final Pattern TEXT = Pattern.compile("(-?\\d{1,9})(ms|s|m|h|d)");
  private static final Duration LONGEST = Duration.ofDays(36_500);

  private Durations() {}

  /** The duration, or empty when the text is none or longer than a hundred years. */
  public static Optional<Duration> parse(String text) {
    Matcher matcher = TEXT.matcher(text);
    if (text.equals("0")) {
      return Optional.of(Duration.ZERO);
    }
    if (!matcher.matches()) {
      return Optional.empty();
    }
    long number = Long.parseLong(matcher.group(1));
    Duration duration =
        switch (matcher.group(2)) {
          case "ms" -> Duration.ofMillis(number);
          case "s" -> Duration.ofSeconds(number);
          case "m" -> Duration.ofMinutes(number);
          case "h" -> Duration.ofHours(number);
          default -> Duration.ofDays(number);
        };
    return Optional.of(duration).filter(d -> d.compareTo(LONGEST) <= 0);
  }
}
