package dev.tidemark.sdk;

import com.google.protobuf.Timestamp;
import dev.tidemark.sdk.TidemarkException.Kind;
import feast.proto.serving.ServingAPIProto.GetOnlineFeaturesResponse;
import feast.proto.serving.ServingAPIProto.GetOnlineFeaturesResponse.FeatureVector;
import feast.proto.types.ValueProto.Value;
import feast.proto.types.ValueProto.Value.ValCase;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The features of an entity row.
 *
 * <p>A getter never makes up a value. Where a feature has none, it throws {@link TidemarkException}
 * of the kind {@code NO_VALUE}, whose message has the status; {@link #find} gives an empty {@link
 * Optional} instead. A name that the answer does not have is of the kind {@code NOT_FOUND}, another
 * type than that of the value {@code WRONG_TYPE}. An {@code INT32} is also read as a long and a
 * {@code FLOAT} also as a double, as these hold all its values.
 */
public final class FeatureRow {
  private final FeatureRows rows;
  private final GetOnlineFeaturesResponse part;
  private final int place;
  private final int number;

  /**
   * A row of an answer.
   *
   * @param part of the answer in which the row is
   * @param place in the part
   * @param number in the whole
   */
  FeatureRow(FeatureRows rows, GetOnlineFeaturesResponse part, int place, int number) {
    this.rows = rows;
    this.part = part;
    this.place = place;
    this.number = number;
  }

  public double getDouble(String name) {
    return get(name, Double.class);
  }

  public float getFloat(String name) {
    return get(name, Float.class);
  }

  public long getLong(String name) {
    return get(name, Long.class);
  }

  public int getInt(String name) {
    return get(name, Integer.class);
  }

  public boolean getBool(String name) {
    return get(name, Boolean.class);
  }

  public String getString(String name) {
    return get(name, String.class);
  }

  public byte[] getBytes(String name) {
    return get(name, byte[].class);
  }

  /** A time, in whole seconds: that is what answers carry. */
  public Instant getInstant(String name) {
    return get(name, Instant.class);
  }

  /** The elements of an array. */
  public <E> List<E> getList(String name, Class<E> type) {
    Value value = present(name);
    if (ReadValue.of(value) instanceof List<?> list) {
      List<E> elements = new ArrayList<>(list.size());
      for (Object element : list) {
        elements.add(
            ReadValue.as(type, element)
                .orElseThrow(() -> wrongType(name, "a list of " + type.getSimpleName(), value)));
      }
      return List.copyOf(elements);
    }
    throw wrongType(name, "a list", value);
  }

  /**
   * The value, if there is one.
   *
   * @param type Boolean, Integer, Long, Float, Double, String, {@code byte[]}, Instant or List
   */
  public <T> Optional<T> find(String name, Class<T> type) {
    return isNull(name) ? Optional.empty() : Optional.of(get(name, type));
  }

  /** Whether there is no value. A window feature has one even if its key was not found. */
  public boolean isNull(String name) {
    ValCase kind = value(name).getValCase();
    return kind == ValCase.NULL_VAL || kind == ValCase.VAL_NOT_SET;
  }

  public FeatureStatus status(String name) {
    return FeatureStatus.of(column(name).getStatuses(place));
  }

  /**
   * The time of the newest event behind a value; empty for keys, on-demand features and what was
   * not found.
   */
  public Optional<Instant> eventTime(String name) {
    Timestamp time = column(name).getEventTimestamps(place);
    return time.equals(Timestamp.getDefaultInstance())
        ? Optional.empty()
        : Optional.of(Instant.ofEpochSecond(time.getSeconds(), time.getNanos()));
  }

  private FeatureVector column(String name) {
    return part.getResults(rows.column(name));
  }

  private Value value(String name) {
    return column(name).getValues(place);
  }

  private Value present(String name) {
    if (isNull(name)) {
      FeatureStatus status = status(name);
      String why = status == FeatureStatus.INVALID ? " " + rows.reasons() : "";
      throw new TidemarkException(
          Kind.NO_VALUE,
          "Cannot read %s of row %d: it has no value, its status is %s%s; ask isNull first, or use find"
              .formatted(name, number, status, why));
    }
    return value(name);
  }

  private <T> T get(String name, Class<T> type) {
    Value value = present(name);
    return ReadValue.as(type, ReadValue.of(value))
        .orElseThrow(() -> wrongType(name, type.getSimpleName(), value));
  }

  private static TidemarkException wrongType(String name, String wanted, Value value) {
    return new TidemarkException(
        Kind.WRONG_TYPE,
        "Cannot read %s as %s: its type is %s"
            .formatted(name, wanted, ReadValue.typeAndGetter(value.getValCase())));
  }

  /** Names, values and statuses, for people. */
  @Override
  public String toString() {
    StringBuilder text = new StringBuilder("{");
    for (String name : rows.names()) {
      text.append(text.length() == 1 ? "" : ", ").append(name).append('=');
      text.append(isNull(name) ? status(name) : ReadValue.of(value(name)));
    }
    return text.append('}').toString();
  }
}
