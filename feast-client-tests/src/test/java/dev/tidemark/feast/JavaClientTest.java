package dev.tidemark.feast;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.google.protobuf.ByteString;
import dev.feast.FeastClient;
import dev.feast.Row;
import feast.proto.serving.ServingAPIProto.FieldStatus;
import feast.proto.serving.ServingAPIProto.GetOnlineFeaturesRequest;
import feast.proto.serving.ServingAPIProto.GetOnlineFeaturesResponse;
import feast.proto.serving.ServingServiceGrpc;
import feast.proto.types.ValueProto.RepeatedValue;
import feast.proto.types.ValueProto.Value;
import io.grpc.ManagedChannel;
import io.grpc.ManagedChannelBuilder;
import io.grpc.Status.Code;
import io.grpc.StatusRuntimeException;
import java.time.Instant;
import java.util.List;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Feast's Java client, as it is on Maven Central, reads what the node serves. */
@ExtendWith(SharedNode.class)
class JavaClientTest {
  private final NodeProcess node;
  private FeastClient client;

  JavaClientTest(NodeProcess node) {
    this.node = node;
  }

  @BeforeEach
  void connect() {
    client = FeastClient.create(node.grpcHost(), node.grpcPort());
  }

  @AfterEach
  void disconnect() throws Exception {
    client.close();
  }

  private List<Row> drivers(List<String> features, long... ids) {
    return client.getOnlineFeatures(
        features, LongStream.of(ids).mapToObj(id -> Row.create().set("driver_id", id)).toList());
  }

  private static List<String> of(String view, String... features) {
    return Stream.of(features).map(feature -> view + ":" + feature).toList();
  }

  @Test
  void every_scalar_type_is_read_as_what_it_is() {
    Row row =
        drivers(
                of("reading", "flag", "small", "big", "ratio", "rate", "text", "blob", "moment"),
                1001)
            .getFirst();

    assertThat(row.getLong("driver_id")).isEqualTo(1001);
    assertThat(row.getFields().get("flag")).isEqualTo(Value.newBuilder().setBoolVal(true).build());
    assertThat(row.getInt("small")).isEqualTo(-5);
    assertThat(row.getLong("big")).isEqualTo(9007199254740993L);
    assertThat(row.getFloat("ratio")).isEqualTo(0.1f);
    assertThat(row.getDouble("rate")).isEqualTo(0.7037);
    assertThat(row.getString("text")).isEqualTo("grün \"1\"");
    assertThat(row.getByte("blob")).containsExactly(0, 1, -1);
    assertThat(row.getFields().get("moment").getUnixTimestampVal())
        .isEqualTo(Instant.parse("2022-01-01T00:00:00Z").getEpochSecond());
    assertThat(row.getStatuses().values()).hasSize(9).containsOnly(FieldStatus.PRESENT);
  }

  @Test
  void every_list_type_is_read_as_what_it_is() {
    Row row =
        drivers(
                of(
                    "reading_lists",
                    "flags",
                    "smalls",
                    "bigs",
                    "ratios",
                    "rates",
                    "texts",
                    "blobs",
                    "moments"),
                1001)
            .getFirst();

    var fields = row.getFields();
    assertThat(fields.get("flags").getBoolListVal().getValList()).containsExactly(true, false);
    assertThat(fields.get("smalls").getInt32ListVal().getValList()).containsExactly(1, -2);
    assertThat(fields.get("bigs").getInt64ListVal().getValList())
        .containsExactly(9007199254740993L, 2L);
    assertThat(fields.get("ratios").getFloatListVal().getValList()).containsExactly(0.1f, 3f);
    assertThat(fields.get("rates").getDoubleListVal().getValList()).containsExactly(0.1, 3.0);
    assertThat(fields.get("texts").getStringListVal().getValList()).containsExactly("a", "");
    assertThat(fields.get("blobs").getBytesListVal().getValList())
        .containsExactly(ByteString.copyFrom(new byte[] {0, 1, -1}), ByteString.EMPTY);
    assertThat(fields.get("moments").getUnixTimestampListVal().getValList())
        .containsExactly(Instant.parse("2022-01-01T00:00:00Z").getEpochSecond());
    assertThat(row.getStatuses().values()).hasSize(9).containsOnly(FieldStatus.PRESENT);
  }

  @Test
  void every_status_is_read_row_by_row() {
    List<Row> rows =
        drivers(
            List.of("reading:rate", "recent:readings", "reading_lists:bigs"),
            1001,
            1002,
            1003,
            1004);

    assertThat(rows.stream().map(row -> row.getStatus("rate")))
        .containsExactly(
            FieldStatus.PRESENT,
            FieldStatus.NULL_VALUE,
            FieldStatus.NOT_FOUND,
            FieldStatus.PRESENT);
    assertThat(rows.stream().map(row -> row.getLong("readings"))).containsExactly(1L, 1L, 0L, 1L);
    // A list with a null in it, which no message can hold
    assertThat(rows.getLast().getStatus("bigs")).isEqualTo(FieldStatus.INVALID);
    assertThat(drivers(of("recent", "rate"), 1001).getFirst().getStatus("rate"))
        .isEqualTo(FieldStatus.OUTSIDE_MAX_AGE);
  }

  @Test
  void what_is_not_finite_stays_what_it_is() {
    Row row = drivers(List.of("reading:rate", "reading_lists:rates"), 1004).getFirst();

    assertThat(row.getDouble("rate")).isNaN();
    assertThat(row.getFields().get("rates").getDoubleListVal().getValList())
        .containsExactly(Double.NaN, Double.NEGATIVE_INFINITY);
  }

  /** The client keeps one time for each row, in whole seconds: that of the last feature. */
  @Test
  void event_times_are_those_of_the_events() {
    List<Row> rows = drivers(List.of("reading:rate"), 1001, 1003);

    assertThat(rows.getFirst().getEntityTimestamp().getSeconds())
        .isEqualTo(Instant.parse("2022-05-13T10:59:42Z").getEpochSecond());
    assertThat(rows.getLast().getEntityTimestamp().getSeconds()).isZero();
  }

  @Test
  void the_parts_of_a_composite_key_are_columns() {
    List<Row> rows =
        client.getOnlineFeatures(
            List.of("trip:minutes", "trip:trips"),
            List.of(
                Row.create().set("origin", 1L).set("target", 11L),
                Row.create().set("origin", 11L).set("target", 1L),
                Row.create().set("origin", 11L).set("target", 11L)));

    assertThat(rows.stream().map(row -> row.getLong("minutes"))).containsExactly(5L, 7L, 0L);
    assertThat(rows.stream().map(row -> row.getLong("trips"))).containsExactly(1L, 1L, 0L);
    assertThat(rows.stream().map(row -> row.getLong("target"))).containsExactly(11L, 1L, 11L);
  }

  @Test
  void text_keys_and_request_data_are_columns_of_the_rows() {
    assertThat(
            client
                .getOnlineFeatures(
                    of("of_city", "readings", "highest"),
                    List.of(Row.create().set("city", "Zürich")))
                .getFirst())
        .satisfies(row -> assertThat(row.getLong("readings")).isEqualTo(2))
        .satisfies(row -> assertThat(row.getDouble("highest")).isEqualTo(0.7037));
    assertThat(
            client
                .getOnlineFeatures(
                    of("adjusted", "rate_plus"),
                    List.of(Row.create().set("driver_id", 1001L).set("val_to_add", 2L)))
                .getFirst()
                .getDouble("rate_plus"))
        .isEqualTo(2.7037);
  }

  /** The client's method takes references only, but Feast's stub asks for services. */
  @Test
  void a_feature_service_is_read_by_feasts_own_messages() {
    ManagedChannel channel =
        ManagedChannelBuilder.forAddress(node.grpcHost(), node.grpcPort()).usePlaintext().build();
    try {
      GetOnlineFeaturesResponse answer =
          ServingServiceGrpc.newBlockingStub(channel)
              .getOnlineFeatures(
                  GetOnlineFeaturesRequest.newBuilder()
                      .setFeatureService("drivers_v1")
                      .setFullFeatureNames(true)
                      .putEntities(
                          "driver_id",
                          RepeatedValue.newBuilder()
                              .addVal(Value.newBuilder().setInt64Val(1001))
                              .build())
                      .build());
      assertThat(answer.getMetadata().getFeatureNames().getValList())
          .containsExactly("driver_id", "recent__readings", "reading__rate", "reading__text");
      assertThat(answer.getResults(2).getValues(0).getDoubleVal()).isEqualTo(0.7037);
      assertThat(answer.getResults(2).getEventTimestamps(0).getNanos()).isEqualTo(123_456_000);
    } finally {
      channel.shutdownNow();
    }
  }

  @Test
  void refusals_have_the_status_code_that_tells_them_apart() {
    assertRefused(of("reading", "nothing"), Code.NOT_FOUND, "Cannot find feature nothing");
    assertRefused(of("nowhere", "rate"), Code.NOT_FOUND, "Cannot find feature view nowhere");
    assertRefused(of("trip", "trips"), Code.INVALID_ARGUMENT, "entities lacks the key column");
    assertRefused(List.of("rate"), Code.INVALID_ARGUMENT, "expected view:feature");
  }

  private void assertRefused(List<String> features, Code code, String description) {
    StatusRuntimeException refusal =
        catchThrowableOfType(StatusRuntimeException.class, () -> drivers(features, 1001));
    assertThat(refusal).as("refusal of " + features).isNotNull();
    assertThat(refusal.getStatus().getCode()).isEqualTo(code);
    assertThat(refusal.getStatus().getDescription()).contains(description);
  }

  @Test
  void the_servers_version_is_told() {
    assertThat(client.getFeastServingInfo().getVersion()).isNotEmpty();
  }
}
