package dev.tidemark.online.lookup;

import dev.tidemark.model.feature.FeatureValue;
import dev.tidemark.model.feature.Status;
import dev.tidemark.model.row.LogRow;
import dev.tidemark.model.time.Micros;
import dev.tidemark.model.type.ValueType;
import java.time.Instant;
import java.util.Arrays;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The values of one feature, one for each entity row. */
public final class FeatureColumn {
  private static final byte PRESENT = Status.PRESENT.number();

  private final ValueType type;
  private final Values values;
  private final byte[] statuses;
  private final long[] eventTimes;
  private final boolean complete;

  FeatureColumn(ValueType type, Values values, byte[] statuses, long[] eventTimes) {
    this.type = type;
    this.values = values;
    this.statuses = statuses;
    this.eventTimes = eventTimes;
    this.complete = complete(statuses);
  }

  /** A loop without branches. */
  private static boolean complete(byte[] statuses) {
    int present = 0;
    for (byte status : statuses) {
      present += status == PRESENT ? 1 : 0;
    }
    return present == statuses.length;
  }

  /** Where the values are. */
  sealed interface Values {
    /** Values that were computed. */
    @SuppressWarnings("ArrayRecordComponent") // never compared
    record Computed(@Nullable Object[] values) implements Values {}

    /**
     * Values that are read where they lie.
     *
     * @param rows null where no value is given
     * @param bit the place among the bits, if it is of fixed width
     * @param text the place among the texts
     */
    @SuppressWarnings("ArrayRecordComponent") // never compared
    record OfRows(
        @Nullable LogRow[] rows,
        int column,
        GatheredBits bits,
        int bit,
        GatheredTexts texts,
        int text)
        implements Values {}
  }

  /** A column without any answer. */
  static FeatureColumn invalid(ValueType type, int size) {
    long[] times = new long[size];
    Arrays.fill(times, Micros.NONE);
    return new FeatureColumn(
        type, new Values.Computed(new @Nullable Object[size]), new byte[size], times);
  }

  /** The type of every value. */
  public ValueType type() {
    return type;
  }

  /** How many entity rows there are. */
  public int size() {
    return statuses.length;
  }

  /** The value of a row, in the Java type of the feature. */
  public @Nullable Object value(int row) {
    return switch (values) {
      case Values.Computed computed -> computed.values[row];
      case Values.OfRows of -> {
        LogRow newest = of.rows[row];
        yield newest == null ? null : newest.value(of.column);
      }
    };
  }

  /** Whether the value of a row is null. */
  public boolean isNull(int row) {
    if (statuses[row] == PRESENT) {
      return false;
    }
    return switch (values) {
      case Values.Computed computed -> computed.values[row] == null;
      case Values.OfRows of -> {
        LogRow newest = of.rows[row];
        yield newest == null || newest.isNull(of.column);
      }
    };
  }

  /** A value that is not null and has a fixed width, as {@link LogRow#bits} gives it. */
  public long bits(int row) {
    return switch (values) {
      case Values.Computed computed -> bits(computed.values[row]);
      case Values.OfRows of -> {
        LogRow newest = of.rows[row];
        if (newest == null) {
          throw new IllegalArgumentException("Cannot read a value: there is none");
        }
        yield newest.bits(of.column);
      }
    };
  }

  /** Whether no value is null; it may say no although that is so. */
  public boolean complete() {
    return complete;
  }

  /**
   * {@link #bits} of all rows, of a column that is {@link #complete}.
   *
   * @param into has room for {@link #size}
   * @param scratch the same one for all columns of an answer
   */
  public void bits(long[] into, Scratch scratch) {
    switch (values) {
      case Values.Computed computed -> {
        for (int row = 0; row < statuses.length; row++) {
          into[row] = bits(computed.values[row]);
        }
      }
      case Values.OfRows of -> of.bits.copy(of.bit, into, scratch);
    }
  }

  /**
   * The texts of its values, if there are any; they may be there for some rows only.
   *
   * @param writer the same one for all columns of an answer
   * @param scratch as well
   */
  public Optional<ColumnText> texts(RowText.Writer writer, Scratch scratch) {
    return switch (values) {
      case Values.Computed _ -> Optional.empty();
      case Values.OfRows of -> of.texts.of(of.text, writer, scratch);
    };
  }

  private static long bits(@Nullable Object value) {
    return switch (value) {
      case Double number -> Double.doubleToRawLongBits(number);
      case Float number -> Float.floatToRawIntBits(number);
      case Long number -> number;
      case Integer number -> number;
      case Boolean truth -> truth ? 1 : 0;
      case Instant time -> Micros.of(time);
      case null, default -> throw new IllegalArgumentException("Cannot read bits of " + value);
    };
  }

  /** What the value of a row means. */
  public Status status(int row) {
    return Status.of(statuses[row]);
  }

  /** Of each row the {@link Status}, by its number; not to be changed. */
  public byte[] statuses() {
    return statuses;
  }

  /**
   * The event time of the newest row behind the value, microseconds since the epoch, or {@link
   * Micros#NONE}.
   */
  public long eventTime(int row) {
    return eventTimes[row];
  }

  /** Of each row that time; features of one view mostly share the array. Not to be changed. */
  public long[] eventTimes() {
    return eventTimes;
  }

  FeatureValue at(int row) {
    return new FeatureValue(value(row), status(row), eventTimes[row]);
  }
}
