package dev.tidemark.online.http;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.SerializableString;
import com.fasterxml.jackson.core.io.SerializedString;
import dev.tidemark.model.feature.Status;
import dev.tidemark.model.time.Micros;
import dev.tidemark.model.type.Scalar;
import dev.tidemark.model.type.ValueType;
import dev.tidemark.online.lookup.FeatureColumn;
import dev.tidemark.online.lookup.LookupResult;
import dev.tidemark.online.request.Answer;
import dev.tidemark.online.request.TypedColumn;
import java.io.IOException;
import java.io.OutputStream;
import java.time.Instant;
import java.util.Base64;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Writes answers as Feast's clients read them, column by column. */
final class ResultWriter {
  private static final JsonFactory FACTORY = new JsonFactory();
  private static final Map<Status, SerializableString> STATUSES = new EnumMap<>(Status.class);

  /** The time of what has none. */
  private static final SerializableString EPOCH = new SerializedString("1970-01-01T00:00:00Z");

  static {
    for (Status status : Status.values()) {
      STATUSES.put(status, new SerializedString(status.name()));
    }
  }

  private ResultWriter() {}

  /** Of each row the time that was written last: the features of a view have the same ones. */
  private static final class Times {
    private final long[] micros;
    private final SerializableString[] texts;

    Times(int rows) {
      micros = new long[rows];
      texts = new SerializableString[rows];
    }

    SerializableString text(int row, long time) {
      SerializableString known = texts[row];
      if (known != null && micros[row] == time) {
        return known;
      }
      SerializableString text =
          time == Micros.NONE ? EPOCH : new SerializedString(Micros.format(time));
      micros[row] = time;
      texts[row] = text;
      return text;
    }
  }

  /** Writes an answer: the entity columns, then the features under their names. */
  static void write(OutputStream out, Answer answer) throws IOException {
    LookupResult result = answer.result();
    try (JsonGenerator json = FACTORY.createGenerator(out)) {
      json.writeStartObject();
      writeMetadata(json, answer);
      json.writeArrayFieldStart("results");
      for (TypedColumn entity : answer.entities()) {
        writeEntity(json, entity);
      }
      Times times = new Times(result.columns().isEmpty() ? 0 : result.columns().getFirst().size());
      for (FeatureColumn column : result.columns()) {
        writeFeature(json, column, times);
      }
      json.writeEndArray();
      json.writeEndObject();
    }
  }

  private static void writeMetadata(JsonGenerator json, Answer answer) throws IOException {
    List<String> reasons = answer.result().reasons();
    json.writeObjectFieldStart("metadata");
    json.writeArrayFieldStart("feature_names");
    for (TypedColumn entity : answer.entities()) {
      json.writeString(entity.column().name());
    }
    for (String name : answer.names()) {
      json.writeString(name);
    }
    json.writeEndArray();
    if (!reasons.isEmpty()) {
      json.writeObjectFieldStart("tidemark");
      json.writeArrayFieldStart("reasons");
      for (String reason : reasons) {
        json.writeString(reason);
      }
      json.writeEndArray();
      json.writeEndObject();
    }
    json.writeEndObject();
  }

  private static void writeEntity(JsonGenerator json, TypedColumn entity) throws IOException {
    json.writeStartObject();
    json.writeArrayFieldStart("values");
    for (Object value : entity.values()) {
      writeValue(json, entity.column().type(), value);
    }
    json.writeEndArray();
    json.writeArrayFieldStart("statuses");
    for (Object value : entity.values()) {
      json.writeString(STATUSES.get(value == null ? Status.NULL_VALUE : Status.PRESENT));
    }
    json.writeEndArray();
    json.writeArrayFieldStart("event_timestamps");
    for (int i = 0; i < entity.values().size(); i++) {
      json.writeString(EPOCH);
    }
    json.writeEndArray();
    json.writeEndObject();
  }

  private static void writeFeature(JsonGenerator json, FeatureColumn column, Times times)
      throws IOException {
    json.writeStartObject();
    json.writeArrayFieldStart("values");
    for (int row = 0; row < column.size(); row++) {
      writeValue(json, column.type(), column.value(row));
    }
    json.writeEndArray();
    json.writeArrayFieldStart("statuses");
    for (int row = 0; row < column.size(); row++) {
      json.writeString(STATUSES.get(column.status(row)));
    }
    json.writeEndArray();
    json.writeArrayFieldStart("event_timestamps");
    for (int row = 0; row < column.size(); row++) {
      json.writeString(times.text(row, column.eventTime(row)));
    }
    json.writeEndArray();
    json.writeEndObject();
  }

  private static void writeValue(JsonGenerator json, ValueType type, @Nullable Object value)
      throws IOException {
    if (type.array() && value != null) {
      json.writeStartArray();
      for (Object element : (List<?>) value) {
        writeScalar(json, type.scalar(), element);
      }
      json.writeEndArray();
    } else {
      writeScalar(json, type.scalar(), value);
    }
  }

  private static void writeScalar(JsonGenerator json, Scalar scalar, @Nullable Object value)
      throws IOException {
    if (value == null) {
      json.writeNull();
      return;
    }
    switch (scalar) {
      case BOOL -> json.writeBoolean((Boolean) value);
      case INT32 -> json.writeNumber((Integer) value);
      case INT64 -> json.writeNumber((Long) value);
      case FLOAT -> writeFloat(json, (Float) value);
      case DOUBLE -> writeDouble(json, (Double) value);
      case STRING -> json.writeString((String) value);
      case BYTES -> json.writeString(Base64.getEncoder().encodeToString((byte[]) value));
      case TIMESTAMP -> json.writeNumber(((Instant) value).getEpochSecond());
    }
  }

  /** In its shortest form, with {@code .0} when it is whole. */
  private static void writeFloat(JsonGenerator json, float value) throws IOException {
    if (Float.isFinite(value)) {
      json.writeNumber(value);
    } else {
      json.writeNull();
    }
  }

  private static void writeDouble(JsonGenerator json, double value) throws IOException {
    if (Double.isFinite(value)) {
      json.writeNumber(value);
    } else {
      json.writeNull();
    }
  }
}
