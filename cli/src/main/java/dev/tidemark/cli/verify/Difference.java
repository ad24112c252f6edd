package dev.tidemark.cli.verify;

import dev.tidemark.model.feature.FeatureValue;
import dev.tidemark.model.time.Micros;
import java.util.List;

/**
 * A value that should not have been served.
 *
 * @param feature {@code view:feature}
 * @param key what was asked about, in words: {@code user=x, page=y}
 * @param time T, microseconds since the epoch
 * @param evidence the events of both sides, in lines
 */
public record Difference(
    String feature,
    String key,
    long time,
    FeatureValue online,
    FeatureValue history,
    List<String> evidence) {
  public Difference {
    evidence = List.copyOf(evidence);
  }

  /** What a lookup said, in words. */
  public String onlineText() {
    return text(online);
  }

  /** What the history says, in words. */
  public String historyText() {
    return text(history);
  }

  private static String text(FeatureValue value) {
    return switch (value.status()) {
      case PRESENT -> JsonForm.text(value.value());
      case NULL_VALUE -> "null";
      case INVALID, NOT_FOUND, OUTSIDE_MAX_AGE ->
          JsonForm.text(value.value()) + " (" + value.status() + ")";
    };
  }

  /** The difference in a line. */
  @Override
  public String toString() {
    return "%s for %s at %s: online %s, history %s"
        .formatted(feature, key, Micros.format(time), onlineText(), historyText());
  }
}
