package dev.tidemark.online.http;

import dev.tidemark.model.feature.Status;
import dev.tidemark.model.time.Micros;
import dev.tidemark.model.type.Scalar;
import dev.tidemark.model.type.ValueType;
import dev.tidemark.online.lookup.ColumnText;
import dev.tidemark.online.lookup.FeatureColumn;
import dev.tidemark.online.lookup.Lag;
import dev.tidemark.online.lookup.LookupResult;
import dev.tidemark.online.lookup.RowText;
import dev.tidemark.online.request.Answer;
import dev.tidemark.online.request.TypedColumn;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Writes answers as Feast's clients read them, column by column. */
final class ResultWriter {
  /** By their numbers. */
  private static final byte[][] STATUSES =
      Arrays.stream(Status.values())
          .map(status -> ascii('"' + status.name() + '"'))
          .toArray(byte[][]::new);

  private static final byte[] VALUES = ascii("{\"values\":[");
  private static final byte[] AND_STATUSES = ascii("],\"statuses\":[");
  private static final byte[] AND_TIMES = ascii("],\"event_timestamps\":[");
  private static final byte[] END = ascii("]}");

  private static final ValueType DOUBLE = ValueType.of(Scalar.DOUBLE);

  private final JsonBuffer json;

  /** Of the values of one column. */
  private final long[] bits;

  private final RowText.Writer texting;

  private final Written<byte[]> statuses = new Written<>(new byte[0]);
  private final Written<long[]> times = new Written<>(new long[0]);

  private static byte[] ascii(String text) {
    return text.getBytes(StandardCharsets.US_ASCII);
  }

  private ResultWriter(JsonBuffer json, int rows) {
    this.json = json;
    this.bits = new long[rows];
    this.texting = row -> JsonValues.text(json, row);
  }

  /** A list that was written last, and where: many columns have the same ones. */
  private static final class Written<T> {
    private T list;
    private int start;
    private int end;

    Written(T list) {
      this.list = list;
    }
  }

  /** The names of features as they stand in answers: strings with commas between them. */
  static byte[] names(List<String> names) {
    JsonBuffer json = new JsonBuffer();
    for (String name : names) {
      if (json.length() > 0) {
        json.character(',');
      }
      json.string(name);
    }
    return Arrays.copyOf(json.bytes(), json.length());
  }

  /** Writes an answer: the entity columns, then the features under their names. */
  static void write(JsonBuffer json, Answer answer) {
    new ResultWriter(json, answer.result().rows()).write(answer);
  }

  private void write(Answer answer) {
    json.ascii("{\"metadata\":{\"feature_names\":[");
    int before = json.length();
    for (TypedColumn entity : answer.entities()) {
      comma(before);
      json.string(entity.column().name());
    }
    comma(before);
    json.raw(answer.names());
    json.character(']');
    writeOurs(answer.result());
    json.ascii("},\"results\":[");
    before = json.length();
    for (TypedColumn entity : answer.entities()) {
      comma(before);
      write(entity);
    }
    for (FeatureColumn column : answer.result().columns()) {
      comma(before);
      write(column);
    }
    json.ascii("]}");
  }

  /** Separates elements, except before the first one. */
  private void comma(int start) {
    if (json.length() > start) {
      json.character(',');
    }
  }

  /** What Feast's answers do not have, where there is something to say. */
  private void writeOurs(LookupResult result) {
    if (result.reasons().isEmpty() && result.copies().isEmpty()) {
      return;
    }
    json.ascii(",\"tidemark\":{");
    int before = json.length();
    if (!result.reasons().isEmpty()) {
      writeReasons(result.reasons());
    }
    if (!result.copies().isEmpty()) {
      comma(before);
      writeCopies(result.copies());
    }
    json.character('}');
  }

  private void writeReasons(List<String> reasons) {
    json.ascii("\"reasons\":[");
    int before = json.length();
    for (String reason : reasons) {
      comma(before);
      json.string(reason);
    }
    json.character(']');
  }

  private void writeCopies(Map<String, Lag> copies) {
    json.ascii("\"copies\":{");
    int before = json.length();
    copies.forEach((view, lag) -> {
      comma(before);
      json.string(view);
      json.ascii(":{\"events\":");
      json.number(lag.events());
      json.ascii(",\"millis\":");
      json.number(lag.millis());
      json.character('}');
    });
    json.character('}');
  }

  private void write(TypedColumn entity) {
    List<@Nullable Object> values = entity.values();
    byte[] statusOf = new byte[values.size()];
    long[] timeOf = new long[values.size()];
    json.raw(VALUES);
    int before = json.length();
    for (int row = 0; row < statusOf.length; row++) {
      Object value = values.get(row);
      comma(before);
      JsonValues.write(json, entity.column().type(), value);
      statusOf[row] = (value == null ? Status.NULL_VALUE : Status.PRESENT).number();
      timeOf[row] = Micros.NONE;
    }
    writeStatuses(statusOf);
    writeTimes(timeOf, Optional.empty());
  }

  private void write(FeatureColumn column) {
    json.raw(VALUES);
    Optional<ColumnText> texts = column.texts(texting, json.scratch());
    if (texts.isPresent()) {
      writeEach(column, texts.get());
    } else if (column.type().equals(DOUBLE) && column.complete()) {
      column.bits(bits, json.scratch());
      json.doubles(bits);
    } else {
      writeEach(column);
    }
    writeStatuses(column.statuses());
    writeTimes(column.eventTimes(), texts);
  }

  private void writeEach(FeatureColumn column, ColumnText texts) {
    int before = json.length();
    for (int row = 0; row < column.size(); row++) {
      comma(before);
      if (!json.text(texts, row)) {
        write(column, row);
      }
    }
  }

  private void writeEach(FeatureColumn column) {
    int before = json.length();
    for (int row = 0; row < column.size(); row++) {
      comma(before);
      write(column, row);
    }
  }

  private void write(FeatureColumn column, int row) {
    if (column.isNull(row)) {
      json.nothing();
    } else if (column.type().width() > 0) {
      JsonValues.writeBits(json, column.type().scalar(), column.bits(row));
    } else {
      JsonValues.write(json, column.type(), column.value(row));
    }
  }

  private void writeStatuses(byte[] statusOf) {
    json.raw(AND_STATUSES);
    if (Arrays.equals(statuses.list, statusOf)) {
      json.again(statuses.start, statuses.end);
      return;
    }
    statuses.list = statusOf;
    statuses.start = json.length();
    for (byte status : statusOf) {
      comma(statuses.start);
      json.raw(STATUSES[status]);
    }
    statuses.end = json.length();
  }

  private void writeTimes(long[] timeOf, Optional<ColumnText> texts) {
    json.raw(AND_TIMES);
    if (Arrays.equals(times.list, timeOf)) {
      json.again(times.start, times.end);
    } else {
      times.list = timeOf;
      times.start = json.length();
      for (int row = 0; row < timeOf.length; row++) {
        comma(times.start);
        if (texts.isEmpty() || !json.time(texts.get(), row)) {
          json.time(timeOf[row]);
        }
      }
      times.end = json.length();
    }
    json.raw(END);
  }
}
