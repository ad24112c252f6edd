package dev.tidemark.online.grpc;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import com.google.protobuf.Timestamp;
import dev.tidemark.online.fold.ServedExample;
import dev.tidemark.online.lookup.Lookups;
import dev.tidemark.registry.definition.Settings.GrpcNames;
import feast.proto.serving.ServingAPIProto.FieldStatus;
import feast.proto.serving.ServingAPIProto.GetOnlineFeaturesRequest;
import feast.proto.serving.ServingAPIProto.GetOnlineFeaturesResponse;
import feast.proto.serving.ServingAPIProto.GetOnlineFeaturesResponse.FeatureVector;
import feast.proto.types.ValueProto.BoolList;
import feast.proto.types.ValueProto.BytesList;
import feast.proto.types.ValueProto.DoubleList;
import feast.proto.types.ValueProto.FloatList;
import feast.proto.types.ValueProto.Int32List;
import feast.proto.types.ValueProto.Int64List;
import feast.proto.types.ValueProto.Null;
import feast.proto.types.ValueProto.RepeatedValue;
import feast.proto.types.ValueProto.StringList;
import feast.proto.types.ValueProto.Value;
import io.grpc.Status.Code;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is answered over gRPC, by the real server over the real store. */
class GetOnlineFeaturesTest {
  private static final Instant NOW = Instant.parse("2026-03-01T12:00:00Z");
  private static final Value NULL = Value.newBuilder().setNullVal(Null.NULL).build();
  private static final Timestamp EPOCH = Timestamp.getDefaultInstance();

  @TempDir static Path folder;

  private static ServedExample example;
  private static Lookups lookups;

  private Served served;

  @BeforeAll
  static void fold() {
    example = new ServedExample(folder);
    lookups = example.lookups(InstantSource.fixed(NOW), false);
  }

  @AfterAll
  static void close() {
    example.close();
  }

  @BeforeEach
  void start() {
    served = new Served(lookups, GrpcNames.FEATURE);
  }

  @AfterEach
  void stop() {
    served.close();
  }

  private static List<String> names(GetOnlineFeaturesResponse answer) {
    return answer.getMetadata().getFeatureNames().getValList();
  }

  @Test
  void answers_column_by_column_with_the_entity_first() {
    GetOnlineFeaturesResponse answer =
        served.answer(
            Proto.ask("profile:city", "activity:clicks_1h", "activity:spent")
                .putEntities("user", Proto.longs(7, 8, 99)));

    assertThat(names(answer)).containsExactly("user", "city", "clicks_1h", "spent");
    assertThat(answer.getResultsList())
        .containsExactly(
            FeatureVector.newBuilder()
                .addAllValues(List.of(Proto.of(7L), Proto.of(8L), Proto.of(99L)))
                .addAllStatuses(
                    List.of(FieldStatus.PRESENT, FieldStatus.PRESENT, FieldStatus.PRESENT))
                .addAllEventTimestamps(List.of(EPOCH, EPOCH, EPOCH))
                .build(),
            FeatureVector.newBuilder()
                .addAllValues(List.of(Proto.of("Zürich"), NULL, NULL))
                .addAllStatuses(
                    List.of(
                        FieldStatus.PRESENT, FieldStatus.OUTSIDE_MAX_AGE, FieldStatus.NOT_FOUND))
                .addAllEventTimestamps(
                    List.of(
                        time("2026-03-01T11:30:00Z"), time("2026-02-01T00:00:00.000001Z"), EPOCH))
                .build(),
            FeatureVector.newBuilder()
                .addAllValues(List.of(Proto.of(2L), Proto.of(0L), Proto.of(0L)))
                .addAllStatuses(
                    List.of(FieldStatus.PRESENT, FieldStatus.PRESENT, FieldStatus.NOT_FOUND))
                .addAllEventTimestamps(
                    List.of(time("2026-03-01T11:59:59.5Z"), time("2026-03-01T09:00:00Z"), EPOCH))
                .build(),
            FeatureVector.newBuilder()
                .addAllValues(List.of(Proto.of(5.0), NULL, NULL))
                .addAllStatuses(
                    List.of(FieldStatus.PRESENT, FieldStatus.NULL_VALUE, FieldStatus.NOT_FOUND))
                .addAllEventTimestamps(
                    List.of(time("2026-03-01T11:59:59.5Z"), time("2026-03-01T09:00:00Z"), EPOCH))
                .build());
  }

  private static Timestamp time(String text) {
    Instant time = Instant.parse(text);
    return Timestamp.newBuilder()
        .setSeconds(time.getEpochSecond())
        .setNanos(time.getNano())
        .build();
  }

  @Test
  void every_value_has_the_declared_type() {
    GetOnlineFeaturesResponse answer =
        served.answer(
            Proto.ask(
                    "kinds:b",
                    "kinds:i",
                    "kinds:l",
                    "kinds:f",
                    "kinds:d",
                    "kinds:bytes",
                    "kinds:t",
                    "kinds:whole",
                    "kinds:nan")
                .putEntities("user", Proto.longs(7)));

    assertThat(firstValues(answer))
        .containsExactly(
            Proto.of(true),
            Proto.of(-5),
            Proto.of(9007199254740993L),
            Proto.of(0.1f),
            Proto.of(0.1 + 0.2),
            Proto.of((byte) 0, (byte) 1, (byte) -1),
            Value.newBuilder().setUnixTimestampVal(1767225600).build(),
            Proto.of(3f),
            Proto.of(Double.NaN));
  }

  @Test
  void every_list_has_the_declared_type() {
    GetOnlineFeaturesResponse answer =
        served.answer(
            Proto.ask(
                    "kinds:last_b",
                    "kinds:last_i",
                    "kinds:last_l",
                    "kinds:last_score",
                    "kinds:last_spent",
                    "kinds:last_bytes",
                    "kinds:last_t",
                    "kinds:texts")
                .putEntities("user", Proto.longs(7)));

    assertThat(firstValues(answer))
        .containsExactly(
            Value.newBuilder().setBoolListVal(BoolList.newBuilder().addVal(true)).build(),
            Value.newBuilder().setInt32ListVal(Int32List.newBuilder().addVal(-5)).build(),
            Value.newBuilder()
                .setInt64ListVal(Int64List.newBuilder().addVal(9007199254740993L))
                .build(),
            Value.newBuilder().setFloatListVal(FloatList.newBuilder().addVal(0.1f)).build(),
            Value.newBuilder().setDoubleListVal(DoubleList.newBuilder().addVal(0.1 + 0.2)).build(),
            Value.newBuilder()
                .setBytesListVal(
                    BytesList.newBuilder().addVal(ByteString.copyFrom(new byte[] {0, 1, -1})))
                .build(),
            Value.newBuilder()
                .setUnixTimestampListVal(Int64List.newBuilder().addVal(1767225600))
                .build(),
            Value.newBuilder()
                .setStringListVal(StringList.newBuilder().addVal("new").addVal("old"))
                .build());
  }

  private static List<Value> firstValues(GetOnlineFeaturesResponse answer) {
    return answer.getResultsList().stream().skip(1).map(vector -> vector.getValues(0)).toList();
  }

  @Test
  void an_empty_list_is_a_list() {
    GetOnlineFeaturesResponse answer =
        served.answer(Proto.ask("kinds:last_i").putEntities("user", Proto.longs(99)));

    assertThat(firstValues(answer))
        .containsExactly(Value.newBuilder().setInt32ListVal(Int32List.newBuilder()).build());
  }

  @Test
  void a_list_with_a_null_element_is_invalid_and_says_why() {
    GetOnlineFeaturesResponse answer =
        served.answer(Proto.ask("kinds:holes").putEntities("user", Proto.longs(7, 99)));

    assertThat(answer.getResults(1).getValuesList()).containsExactly(NULL, NULL);
    assertThat(answer.getResults(1).getStatusesList())
        .containsExactly(FieldStatus.INVALID, FieldStatus.NOT_FOUND);
    assertThat(answer.getMetadata().getTidemarkReasonsList())
        .containsExactly(
            "Cannot send kinds:holes over gRPC: a list has a null among its elements, which its"
                + " messages cannot hold; over HTTP it can be had");
  }

  @Test
  void a_service_joins_by_the_columns_that_it_names() {
    GetOnlineFeaturesResponse answer =
        served.answer(
            Proto.service("both")
                .setFullFeatureNames(true)
                .putEntities("user", Proto.longs(7))
                .putEntities("previous", Proto.longs(8)));

    assertThat(names(answer))
        .containsExactly("user", "previous", "activity__clicks_1h", "before__clicks_1h");
    assertThat(answer.getResults(2).getValuesList()).containsExactly(Proto.of(2L));
    assertThat(answer.getResults(3).getValuesList()).containsExactly(Proto.of(0L));
  }

  @Test
  void names_may_be_those_of_feasts_java_server() {
    served.close();
    served = new Served(lookups, GrpcNames.VIEW_COLON_FEATURE);

    GetOnlineFeaturesResponse answer =
        served.answer(
            Proto.service("both")
                .putEntities("user", Proto.longs(7))
                .putEntities("previous", Proto.longs(8)));

    assertThat(names(answer)).containsExactly("activity:clicks_1h", "before:clicks_1h");
    assertThat(answer.getResultsList())
        .extracting(vector -> vector.getValues(0))
        .containsExactly(Proto.of(2L), Proto.of(0L));
  }

  @Test
  void a_composite_key_is_two_columns_and_int32_fits_either_way() {
    GetOnlineFeaturesRequest.Builder request =
        Proto.ask("places:visits")
            .putEntities("city", Proto.column(Proto.of("Zürich"), Proto.of("Zürich")));

    assertThat(
            served
                .answer(request.clone().putEntities("zone", Proto.column(Proto.of(1), Proto.of(2))))
                .getResults(2)
                .getValuesList())
        .containsExactly(Proto.of(1L), Proto.of(0L));
    assertThat(
            served
                .answer(request.clone().putEntities("zone", Proto.longs(1, 2)))
                .getResults(2)
                .getValuesList())
        .containsExactly(Proto.of(1L), Proto.of(0L));
    served.assertRefused(
        request.clone().putEntities("zone", Proto.longs(1, 1L << 32)),
        Code.INVALID_ARGUMENT,
        "Cannot read entities.zone, row 1: expected INT32, found int64_val: 4294967296");
  }

  @Test
  void several_entities_are_answered_at_once() {
    GetOnlineFeaturesResponse answer =
        served.answer(
            Proto.ask("places:visits", "activity:clicks_1h")
                .putEntities("city", Proto.column(Proto.of("Zürich")))
                .putEntities("zone", Proto.column(Proto.of(1)))
                .putEntities("user", Proto.column(Proto.of(7))));

    assertThat(answer.getResults(3).getValuesList()).containsExactly(Proto.of(1L));
    assertThat(answer.getResults(4).getValuesList()).containsExactly(Proto.of(2L));
  }

  @Test
  void a_null_key_and_no_value_at_all_are_null() {
    GetOnlineFeaturesResponse answer =
        served.answer(
            Proto.ask("activity:clicks_1h")
                .putEntities("user", Proto.column(NULL, Value.getDefaultInstance())));

    assertThat(answer.getResults(0).getValuesList()).containsExactly(NULL, NULL);
    assertThat(answer.getResults(0).getStatusesList())
        .containsExactly(FieldStatus.NULL_VALUE, FieldStatus.NULL_VALUE);
    assertThat(answer.getResults(1).getStatusesList())
        .containsExactly(FieldStatus.NOT_FOUND, FieldStatus.NOT_FOUND);
  }

  @Test
  void no_entity_rows_are_no_error() {
    GetOnlineFeaturesResponse answer =
        served.answer(Proto.ask("activity:clicks_1h").putEntities("user", Proto.longs()));

    assertThat(answer.getResultsList())
        .containsExactly(FeatureVector.getDefaultInstance(), FeatureVector.getDefaultInstance());
  }

  @Test
  void request_data_may_stand_in_either_field() {
    GetOnlineFeaturesRequest.Builder request =
        Proto.ask("ratios:per_spent", "pure:twice").putEntities("user", Proto.longs(7));
    RepeatedValue amount = Proto.longs(20);

    for (GetOnlineFeaturesRequest.Builder either :
        List.of(
            request.clone().putRequestContext("amount", amount),
            request.clone().putEntities("amount", amount))) {
      GetOnlineFeaturesResponse answer = served.answer(either);
      assertThat(names(answer)).containsExactly("user", "per_spent", "twice");
      assertThat(firstValues(answer)).containsExactly(Proto.of(4.0), Proto.of(40L));
      assertThat(answer.getResults(1).getEventTimestampsList()).containsExactly(EPOCH);
    }
    served.assertRefused(
        request.clone(), Code.INVALID_ARGUMENT, "request_context lacks the column amount");
    served.assertRefused(
        request.clone().putEntities("amount", amount).putRequestContext("amount", amount),
        Code.INVALID_ARGUMENT,
        "column amount stands in entities and in request_context; give it once");
  }

  @Test
  void request_data_may_be_lists_and_floats() {
    Value weights =
        Value.newBuilder()
            .setDoubleListVal(DoubleList.newBuilder().addVal(0.5).addVal(1.5))
            .build();
    GetOnlineFeaturesRequest.Builder request =
        Proto.ask("ratios:heavy", "ratios:part").putEntities("user", Proto.longs(7));

    GetOnlineFeaturesResponse answer =
        served.answer(
            request
                .clone()
                .putRequestContext("weights", Proto.column(weights))
                .putRequestContext("share", Proto.column(Proto.of(0.1))));
    assertThat(firstValues(answer)).containsExactly(Proto.of(true), Proto.of(0.1f));
    served.assertRefused(
        request
            .clone()
            .putRequestContext("weights", Proto.longs(1))
            .putRequestContext("share", Proto.column(Proto.of(0.1))),
        Code.INVALID_ARGUMENT,
        "Cannot read request_context.weights, row 0: expected ARRAY<DOUBLE>, found int64_val: 1");
    served.assertRefused(
        request
            .clone()
            .putRequestContext("weights", Proto.column(weights))
            .putRequestContext("share", Proto.column(Proto.of(Float.NaN))),
        Code.INVALID_ARGUMENT,
        "Cannot read request_context.share, row 0: expected FLOAT, found float_val: NaN");
  }
}
