package dev.tidemark.online.grpc;

import dev.tidemark.model.feature.Status;
import dev.tidemark.model.time.Micros;
import dev.tidemark.online.lookup.FeatureColumn;
import dev.tidemark.online.lookup.Lag;
import dev.tidemark.online.request.Answer;
import dev.tidemark.online.request.TypedColumn;
import dev.tidemark.registry.definition.Settings.GrpcNames;
import dev.tidemark.registry.deployment.Selected;
import dev.tidemark.registry.deployment.Selection;
import feast.proto.serving.ServingAPIProto.FeatureList;
import feast.proto.serving.ServingAPIProto.GetOnlineFeaturesResponseMetadata;
import feast.proto.serving.ServingAPIProto.TidemarkCopy;
import feast.proto.types.ValueProto.Value;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Writes answers as the bytes of a {@code feast.serving.GetOnlineFeaturesResponse}, without a
 * message for each value. Every vector has an element for each row.
 */
final class ResponseWriter {
  private static final int METADATA = delimited(1);
  private static final int RESULTS = delimited(2);

  private static final int NAMES = delimited(1);

  private static final int VALUES = delimited(1);
  private static final int STATUSES = delimited(2);
  private static final int TIMES = delimited(3);

  /** What stands before the 8 bytes of a double: its value's tag, its length, its own tag. */
  private static final int DOUBLE = VALUES | 9 << 8 | (5 << 3 | 1) << 16;

  /** A tag, and the length and what comes after it, of at most 13 bytes. */
  private static final int ELEMENT = 16;

  private final WireBuffer out;
  private final Answer answer;
  private final Set<String> reasons;

  /** Of the values of one column. */
  private final long[] bits;

  /** The times that were written last, and where: features of one view have the same ones. */
  private long @Nullable [] times;

  private int timesStart;
  private int timesEnd;

  private ResponseWriter(WireBuffer out, Answer answer) {
    this.out = out;
    this.answer = answer;
    this.reasons = new LinkedHashSet<>(answer.result().reasons());
    this.bits = new long[answer.result().rows()];
  }

  private static int delimited(int field) {
    return field << 3 | 2;
  }

  private static int varint(int field) {
    return field << 3;
  }

  /** Writes an answer into an empty buffer. */
  static void write(WireBuffer out, Answer answer, GrpcNames form) {
    new ResponseWriter(out, answer).write(form);
  }

  /** The names of features as they stand in answers: the bytes of a {@link FeatureList}. */
  static byte[] names(GrpcNames form, Selection selection, boolean fullNames) {
    List<String> names =
        switch (form) {
          case FEATURE -> selection.names(fullNames);
          case VIEW_COLON_FEATURE ->
              selection.features().stream().map(ResponseWriter::reference).toList();
        };
    return FeatureList.newBuilder().addAllVal(names).build().toByteArray();
  }

  private static String reference(Selected feature) {
    return feature.join().alias() + ":" + feature.name();
  }

  private void write(GrpcNames form) {
    FeatureList.Builder entities = FeatureList.newBuilder();
    if (form == GrpcNames.FEATURE) {
      for (TypedColumn entity : answer.entities()) {
        entities.addVal(entity.column().name());
        write(entity);
      }
    }
    List<Selected> features = answer.selection().features();
    List<FeatureColumn> columns = answer.result().columns();
    for (int i = 0; i < columns.size(); i++) {
      write(columns.get(i), features.get(i));
    }
    writeMetadata(entities.build().toByteArray());
  }

  private void writeMetadata(byte[] entities) {
    int metadata = out.begin(METADATA);
    int names = out.begin(NAMES);
    out.raw(entities);
    out.raw(answer.names());
    out.end(names);
    GetOnlineFeaturesResponseMetadata.Builder ours =
        GetOnlineFeaturesResponseMetadata.newBuilder().addAllTidemarkReasons(reasons);
    answer.result().copies().forEach((view, lag) -> ours.putTidemarkCopies(view, copy(lag)));
    out.raw(ours.build().toByteArray());
    out.end(metadata);
  }

  private static TidemarkCopy copy(Lag lag) {
    return TidemarkCopy.newBuilder().setEvents(lag.events()).setMillis(lag.millis()).build();
  }

  private void write(TypedColumn entity) {
    List<@Nullable Object> values = entity.values();
    int start = out.begin(RESULTS);
    byte[] statuses = new byte[values.size()];
    for (int row = 0; row < statuses.length; row++) {
      Object value = values.get(row);
      write(ProtoValues.of(entity.column().type(), value));
      statuses[row] = (value == null ? Status.NULL_VALUE : Status.PRESENT).number();
    }
    writeStatuses(statuses);
    out.room(2 * statuses.length);
    for (int row = 0; row < statuses.length; row++) {
      writeTime(Micros.NONE);
    }
    out.end(start);
  }

  private void write(FeatureColumn column, Selected feature) {
    int start = out.begin(RESULTS);
    writeStatuses(column.type().array() ? writeLists(column, feature) : writeScalars(column));
    writeTimes(column.eventTimes());
    int moved = out.end(start);
    timesStart -= moved;
    timesEnd -= moved;
  }

  private byte[] writeScalars(FeatureColumn column) {
    out.room(column.size() * ELEMENT);
    switch (column.type().scalar()) {
      case DOUBLE -> writeDoubles(column);
      case FLOAT -> writeFloats(column);
      case INT32 -> writeVarints(column, 3, 1);
      case INT64 -> writeVarints(column, 4, 1);
      case BOOL -> writeVarints(column, 7, 1);
      case TIMESTAMP -> writeVarints(column, 8, 1_000_000);
      case STRING, BYTES -> writeMessages(column);
    }
    return column.statuses();
  }

  private void writeNull() {
    out.int8(VALUES).int8(3).varint(varint(19)).int8(0);
  }

  private void writeDoubles(FeatureColumn column) {
    if (column.complete()) {
      column.bits(bits, out.scratch());
      out.each64(DOUBLE, 3, bits);
      return;
    }
    for (int row = 0; row < column.size(); row++) {
      if (column.isNull(row)) {
        writeNull();
      } else {
        out.int8(VALUES).int8(9).int8(5 << 3 | 1).fixed64(column.bits(row));
      }
    }
  }

  private void writeFloats(FeatureColumn column) {
    for (int row = 0; row < column.size(); row++) {
      if (column.isNull(row)) {
        writeNull();
      } else {
        out.int8(VALUES).int8(5).int8(6 << 3 | 5).fixed32((int) column.bits(row));
      }
    }
  }

  private void writeVarints(FeatureColumn column, int field, long unit) {
    for (int row = 0; row < column.size(); row++) {
      if (column.isNull(row)) {
        writeNull();
      } else {
        long value = Math.floorDiv(column.bits(row), unit);
        out.int8(VALUES).int8(1 + WireBuffer.size(value)).int8(varint(field)).varint(value);
      }
    }
  }

  private void writeMessages(FeatureColumn column) {
    for (int row = 0; row < column.size(); row++) {
      write(ProtoValues.of(column.type(), column.value(row)));
    }
  }

  /** Returns the statuses; a list that has a null cannot be sent. */
  private byte[] writeLists(FeatureColumn column, Selected feature) {
    byte[] statuses = column.statuses().clone();
    for (int row = 0; row < statuses.length; row++) {
      Object value = column.value(row);
      boolean fits = ProtoValues.fits(value);
      if (!fits) {
        statuses[row] = Status.INVALID.number();
        reasons.add(
            "Cannot send %s over gRPC: a list has a null among its elements, which its messages cannot hold; over HTTP it can be had"
                .formatted(reference(feature)));
      }
      write(ProtoValues.of(column.type(), fits ? value : null));
    }
    return statuses;
  }

  private void write(Value value) {
    byte[] bytes = value.toByteArray();
    out.room(ELEMENT);
    out.int8(VALUES).varint(bytes.length).raw(bytes);
  }

  /** Their numbers are those of {@code FieldStatus}. */
  private void writeStatuses(byte[] statuses) {
    if (statuses.length > 0) {
      out.room(ELEMENT);
      out.int8(STATUSES).varint(statuses.length).raw(statuses);
    }
  }

  @SuppressWarnings("ReferenceEquality") // to see that it is the same is faster than to compare
  private void writeTimes(long[] of) {
    int start = out.length();
    if (times == of) {
      out.again(timesStart, timesEnd);
    } else {
      out.room(of.length * (ELEMENT + 6));
      for (long time : of) {
        writeTime(time);
      }
    }
    times = of;
    timesStart = start;
    timesEnd = out.length();
  }

  private void writeTime(long micros) {
    long seconds = micros == Micros.NONE ? 0 : Math.floorDiv(micros, 1_000_000L);
    int nanos = micros == Micros.NONE ? 0 : Math.floorMod(micros, 1_000_000) * 1_000;
    int size =
        (seconds == 0 ? 0 : 1 + WireBuffer.size(seconds))
            + (nanos == 0 ? 0 : 1 + WireBuffer.size(nanos));
    out.int8(TIMES).int8(size);
    if (seconds != 0) {
      out.int8(varint(1)).varint(seconds);
    }
    if (nanos != 0) {
      out.int8(varint(2)).varint(nanos);
    }
  }
}
