package dev.tidemark.cli.deadletter;

import dev.tidemark.cli.console.CommandException;
import java.util.Comparator;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Names a dead letter by its place in its source's dead-letter topic: {@code orders/0/17}. */
public record LetterId(String source, int partition, long offset) implements Comparable<LetterId> {
  private static final Pattern TEXT = Pattern.compile("([^/]+)/(\\d{1,9})/(\\d{1,18})");
  private static final Comparator<LetterId> ORDER =
      Comparator.comparing(LetterId::source)
          .thenComparingInt(LetterId::partition)
          .thenComparingLong(LetterId::offset);

  /**
   * What a person typed.
   *
   * @throws CommandException when it is no id
   */
  public static LetterId parse(String text) {
    return read(text)
        .orElseThrow(() ->
            CommandException.usage(
                ("Cannot read dead letter %s: expected source/partition/offset, such as"
                        + " orders/0/17; tidemark dead-letters list shows them")
                    .formatted(text)));
  }

  static Optional<LetterId> read(String text) {
    Matcher matcher = TEXT.matcher(text);
    return matcher.matches()
        ? Optional.of(
            new LetterId(
                matcher.group(1),
                Integer.parseInt(matcher.group(2)),
                Long.parseLong(matcher.group(3))))
        : Optional.empty();
  }

  @Override
  public int compareTo(LetterId other) {
    return ORDER.compare(this, other);
  }

  @Override
  public String toString() {
    return source + "/" + partition + "/" + offset;
  }
}
