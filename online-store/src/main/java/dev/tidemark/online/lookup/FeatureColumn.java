package dev.tidemark.online.lookup;

import dev.tidemark.model.feature.FeatureValue;
import dev.tidemark.model.feature.Status;
import dev.tidemark.model.type.ValueType;
import org.jspecify.annotations.Nullable;

/** The values of one feature, one for each entity row. */
public final class FeatureColumn {
  private final ValueType type;
  private final @Nullable FeatureValue[] values;

  FeatureColumn(ValueType type, @Nullable FeatureValue[] values) {
    this.type = type;
    this.values = values;
  }

  /** The type of every value. */
  public ValueType type() {
    return type;
  }

  /** How many entity rows there are. */
  public int size() {
    return values.length;
  }

  /** The value of a row, in the Java type of the feature. */
  public @Nullable Object value(int row) {
    return at(row).value();
  }

  /** What the value of a row means. */
  public Status status(int row) {
    return at(row).status();
  }

  /**
   * The event time of the newest row behind the value, microseconds since the epoch, or {@link
   * dev.tidemark.model.time.Micros#NONE}.
   */
  public long eventTime(int row) {
    return at(row).eventTime();
  }

  FeatureValue at(int row) {
    FeatureValue value = values[row];
    return value == null ? Invalid.VALUE : value;
  }
}
