package dev.tidemark.registry.definition;

import dev.tidemark.model.aggregate.Function;
import dev.tidemark.model.type.ValueType;
import java.time.Duration;
import java.util.Optional;

/** A feature as it is written in a view. */
public sealed interface FeatureDefinition {
  String name();

  Meta meta();

  /** {@code {name, type, from}}: the column's value in the newest row. */
  record Latest(String name, ValueType type, String from, Meta meta) implements FeatureDefinition {}

  /**
   * {@code {name, aggregate, of, n, percentile, window, offset, resolution, where}}.
   *
   * @param of the input column; empty for a {@code count} of events
   * @param n the length of {@code first_n}, {@code last_n} and {@code top_k}, else 0
   * @param percentile of {@code approx_percentile}, from 0 to 1, else 0
   * @param window at least one second; empty is {@code lifetime}
   * @param offset how far the window is shifted back, at least one second; zero for none
   * @param resolution at least one second, and a divisor of the window; empty for none
   * @param where a CEL condition on the events that count, besides the view's own
   */
  record Window(
      String name,
      Function aggregate,
      Optional<String> of,
      int n,
      double percentile,
      Optional<Duration> window,
      Duration offset,
      Optional<Duration> resolution,
      Optional<String> where,
      Meta meta)
      implements FeatureDefinition {

    /** A feature without percentile and resolution. */
    public Window(
        String name,
        Function aggregate,
        Optional<String> of,
        int n,
        Optional<Duration> window,
        Duration offset,
        Optional<String> where,
        Meta meta) {
      this(name, aggregate, of, n, 0, window, offset, Optional.empty(), where, meta);
    }
  }
}
