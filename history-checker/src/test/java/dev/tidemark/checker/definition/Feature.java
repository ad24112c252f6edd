package dev.tidemark.checker.definition;

import java.time.Duration;
import java.util.Locale;

/** A feature, as definitions have it. */
public sealed interface Feature {
  String name();

  Type type();

  /** The column that it reads; null when it counts events. */
  Column input();

  /** As it stands in a view's list of features. */
  String yaml();

  /** The value of a column in the newest event. */
  record Latest(String name, Column input) implements Feature {
    @Override
    public Type type() {
      return input.type();
    }

    @Override
    public String yaml() {
      return "{name: %s, type: %s, from: %s}"
          .formatted(name, input.type().array() ? "\"" + type() + "\"" : type(), input.text());
    }
  }

  /**
   * An aggregate over a window.
   *
   * @param n of functions that give several values
   * @param percentile in tenths
   * @param window null for the whole life
   * @param resolution null for none
   * @param where null for none
   */
  record Window(
      String name,
      Function function,
      Column input,
      int n,
      int percentile,
      Duration window,
      Duration offset,
      Duration resolution,
      Condition where)
      implements Feature {
    @Override
    public Type type() {
      return input == null ? Type.INT64 : function.gives(input.type());
    }

    /** The same over another window, without a resolution that might not divide it. */
    Window over(Duration other) {
      return new Window(name, function, input, n, percentile, other, offset, null, where);
    }

    Window where(Condition other) {
      return new Window(name, function, input, n, percentile, window, offset, resolution, other);
    }

    @Override
    public String yaml() {
      StringBuilder yaml = new StringBuilder("{name: " + name + ", aggregate: " + function.text());
      if (input != null) {
        yaml.append(", of: ").append(input.text());
      }
      if (function.takesN()) {
        yaml.append(", n: ").append(n);
      }
      if (function == Function.APPROX_PERCENTILE) {
        yaml.append(String.format(Locale.ROOT, ", percentile: %.1f", percentile / 10.0));
      }
      yaml.append(", window: ").append(window == null ? "lifetime" : text(window));
      if (!offset.isZero()) {
        yaml.append(", offset: ").append(text(offset));
      }
      if (resolution != null) {
        yaml.append(", resolution: ").append(text(resolution));
      }
      if (where != null) {
        yaml.append(", where: \"").append(where.cel()).append('"');
      }
      return yaml.append('}').toString();
    }
  }

  /** A duration as definitions write it. */
  static String text(Duration duration) {
    return duration.toSeconds() + "s";
  }
}
