package dev.tidemark.online.grpc;

import com.google.protobuf.Timestamp;
import dev.tidemark.model.feature.Status;
import dev.tidemark.model.time.Micros;
import dev.tidemark.model.type.ValueType;
import dev.tidemark.online.lookup.FeatureColumn;
import dev.tidemark.online.request.Answer;
import dev.tidemark.online.request.TypedColumn;
import dev.tidemark.registry.definition.Settings.GrpcNames;
import dev.tidemark.registry.deployment.Selected;
import feast.proto.serving.ServingAPIProto.FeatureList;
import feast.proto.serving.ServingAPIProto.FieldStatus;
import feast.proto.serving.ServingAPIProto.GetOnlineFeaturesResponse;
import feast.proto.serving.ServingAPIProto.GetOnlineFeaturesResponse.FeatureVector;
import feast.proto.serving.ServingAPIProto.GetOnlineFeaturesResponseMetadata;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * An answer, written by the generated classes: as Feast's clients read it: every vector has an
 * element for each row.
 */
final class GeneratedResponse {
  /** The time of what has none. */
  private static final Timestamp EPOCH = Timestamp.getDefaultInstance();

  private final Answer answer;
  private final Set<String> reasons;

  GeneratedResponse(Answer answer) {
    this.answer = answer;
    this.reasons = new LinkedHashSet<>(answer.result().reasons());
  }

  GetOnlineFeaturesResponse write(GrpcNames form, boolean fullNames) {
    GetOnlineFeaturesResponse.Builder response = GetOnlineFeaturesResponse.newBuilder();
    FeatureList.Builder names = FeatureList.newBuilder();
    switch (form) {
      case FEATURE -> {
        for (TypedColumn entity : answer.entities()) {
          names.addVal(entity.column().name());
          response.addResults(entity(entity));
        }
        names.addAllVal(answer.selection().names(fullNames));
      }
      case VIEW_COLON_FEATURE -> {
        for (Selected feature : answer.selection().features()) {
          names.addVal(feature.join().alias() + ":" + feature.name());
        }
      }
    }
    List<FeatureColumn> columns = answer.result().columns();
    for (int i = 0; i < columns.size(); i++) {
      response.addResults(feature(columns.get(i), answer.selection().features().get(i)));
    }
    return response
        .setMetadata(
            GetOnlineFeaturesResponseMetadata.newBuilder()
                .setFeatureNames(names)
                .addAllTidemarkReasons(reasons))
        .build();
  }

  private static FeatureVector entity(TypedColumn entity) {
    FeatureVector.Builder vector = FeatureVector.newBuilder();
    ValueType type = entity.column().type();
    for (Object value : entity.values()) {
      vector
          .addValues(ProtoValues.of(type, value))
          .addStatuses(value == null ? FieldStatus.NULL_VALUE : FieldStatus.PRESENT)
          .addEventTimestamps(EPOCH);
    }
    return vector.build();
  }

  private FeatureVector feature(FeatureColumn column, Selected feature) {
    FeatureVector.Builder vector = FeatureVector.newBuilder();
    for (int row = 0; row < column.size(); row++) {
      Object value = column.value(row);
      boolean fits = ProtoValues.fits(value);
      if (!fits) {
        reasons.add(
            "Cannot send %s over gRPC: a list has a null among its elements, which its messages cannot hold; over HTTP it can be had"
                .formatted(feature.join().alias() + ":" + feature.name()));
      }
      vector
          .addValues(ProtoValues.of(column.type(), fits ? value : null))
          .addStatuses(fits ? status(column.status(row)) : FieldStatus.INVALID)
          .addEventTimestamps(time(column.eventTime(row)));
    }
    return vector.build();
  }

  private static FieldStatus status(Status status) {
    return switch (status) {
      case INVALID -> FieldStatus.INVALID;
      case PRESENT -> FieldStatus.PRESENT;
      case NULL_VALUE -> FieldStatus.NULL_VALUE;
      case NOT_FOUND -> FieldStatus.NOT_FOUND;
      case OUTSIDE_MAX_AGE -> FieldStatus.OUTSIDE_MAX_AGE;
    };
  }

  private static Timestamp time(long micros) {
    return micros == Micros.NONE
        ? EPOCH
        : Timestamp.newBuilder()
            .setSeconds(Math.floorDiv(micros, 1_000_000L))
            .setNanos(Math.floorMod(micros, 1_000_000) * 1_000)
            .build();
  }
}
