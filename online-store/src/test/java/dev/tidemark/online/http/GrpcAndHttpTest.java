package dev.tidemark.online.http;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.google.protobuf.Timestamp;
import dev.tidemark.online.fold.ServedExample;
import dev.tidemark.online.grpc.GrpcServer;
import dev.tidemark.online.lookup.Lookups;
import dev.tidemark.online.request.Door;
import dev.tidemark.registry.definition.Settings.GrpcNames;
import feast.proto.serving.ServingAPIProto.FeatureList;
import feast.proto.serving.ServingAPIProto.GetOnlineFeaturesRequest;
import feast.proto.serving.ServingAPIProto.GetOnlineFeaturesResponse;
import feast.proto.serving.ServingAPIProto.GetOnlineFeaturesResponse.FeatureVector;
import feast.proto.serving.ServingServiceGrpc;
import feast.proto.types.ValueProto.Null;
import feast.proto.types.ValueProto.RepeatedValue;
import feast.proto.types.ValueProto.Value;
import io.grpc.ManagedChannel;
import io.grpc.StatusRuntimeException;
import io.grpc.netty.shaded.io.grpc.netty.NettyChannelBuilder;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Both interfaces give the same answer, or the same refusal, to the same random requests. */
class GrpcAndHttpTest {
  private static final int REQUESTS = 300;
  private static final Instant NOW = Instant.parse("2026-03-01T12:00:00Z");
  private static final ObjectMapper MAPPER = new ObjectMapper();

  /** The last ones are mistakes. A list with holes has no message, so it is not among them. */
  private static final List<String> FEATURES =
      Stream.of(
              "profile:city profile:score activity:clicks_1h activity:spent places:visits",
              "kinds:b kinds:i kinds:l kinds:f kinds:d kinds:nan kinds:bytes kinds:t kinds:texts",
              "kinds:whole kinds:last_b kinds:last_i kinds:last_l kinds:last_score",
              "kinds:last_spent kinds:last_bytes kinds:last_t ratios:per_spent ratios:clicks",
              "ratios:letters verdict:odd verdict:nan pure:twice profile:ctiy nowhere:x malformed")
          .flatMap(line -> Stream.of(line.split(" ")))
          .toList();

  private final long seed = Long.getLong("tests.seed", new Random().nextLong());
  private final Random random = new Random(seed);

  @TempDir private Path folder;

  @Test
  void answer_alike() throws Exception {
    RecordedMeasures measures = new RecordedMeasures();
    try (ServedExample example = new ServedExample(folder)) {
      Lookups lookups = example.lookups(InstantSource.fixed(NOW), false);
      TakenPushes pushes = new TakenPushes();
      GrpcServer.Parts parts = new GrpcServer.Parts(lookups, pushes, () -> true);
      try (HttpServer http =
              new HttpServer(lookups, pushes, new ReadyNode(), measures, Door.at(0));
          GrpcServer grpc = new GrpcServer(parts, measures, GrpcNames.FEATURE, Door.at(0))) {
        ManagedChannel channel =
            NettyChannelBuilder.forAddress("localhost", grpc.port()).usePlaintext().build();
        URI uri = URI.create("http://localhost:" + http.port() + "/get-online-features");
        try {
          int answered = 0;
          for (int i = 0; i < REQUESTS; i++) {
            GetOnlineFeaturesRequest request = request();
            Object expected = overHttp(uri, request);
            assertThat(overGrpc(channel, request))
                .as("-Dtests.seed=%d, request %s", seed, request)
                .isEqualTo(expected);
            answered += expected instanceof List ? 1 : 0;
          }
          assertThat(answered).as("answered of " + REQUESTS).isBetween(REQUESTS / 10, REQUESTS - 1);
        } finally {
          channel.shutdownNow();
        }
      }
    }
  }

  private GetOnlineFeaturesRequest request() {
    GetOnlineFeaturesRequest.Builder request =
        GetOnlineFeaturesRequest.newBuilder().setFullFeatureNames(random.nextBoolean());
    if (random.nextInt(5) == 0) {
      request.setFeatureService(random.nextBoolean() ? "both" : "computed");
    } else {
      FeatureList.Builder features = FeatureList.newBuilder();
      for (int i = random.nextInt(6); i >= 0; i--) {
        // Mistakes would else spoil most requests
        int known = random.nextInt(30) == 0 ? FEATURES.size() : FEATURES.size() - 3;
        features.addVal(FEATURES.get(random.nextInt(known)));
      }
      request.setFeatures(features);
    }
    int rows = random.nextInt(4);
    for (String column : List.of("user", "previous", "city", "zone")) {
      // Only services know the previous user
      int odds = column.equals("previous") && !request.hasFeatureService() ? 1 : 29;
      if (random.nextInt(30) < odds) {
        request.putEntities(column, column(column, rows + (random.nextInt(40) == 0 ? 1 : 0)));
      }
    }
    if (random.nextInt(6) > 0) {
      request.putRequestContext("amount", column("amount", rows));
    }
    return request.build();
  }

  private RepeatedValue column(String name, int rows) {
    RepeatedValue.Builder values = RepeatedValue.newBuilder();
    for (int i = 0; i < rows; i++) {
      Value.Builder value = values.addValBuilder();
      if (random.nextInt(10) == 0) {
        value.setNullVal(Null.NULL);
      } else if (name.equals("city")) {
        value.setStringVal(random.nextBoolean() ? "Zürich" : "Bern");
      } else if (name.equals("zone")) {
        value.setInt32Val(random.nextInt(2));
      } else {
        value.setInt64Val(6 + random.nextInt(4));
      }
    }
    return values.build();
  }

  /** The names and columns of an answer, or the message of a refusal. */
  private static Object overHttp(URI uri, GetOnlineFeaturesRequest request) throws Exception {
    ObjectNode body = MAPPER.createObjectNode();
    if (request.hasFeatures()) {
      request.getFeatures().getValList().forEach(body.putArray("features")::add);
    } else {
      body.put("feature_service", request.getFeatureService());
    }
    body.put("full_feature_names", request.getFullFeatureNames());
    columns(body.putObject("entities"), request.getEntitiesMap());
    columns(body.putObject("request_context"), request.getRequestContextMap());
    HttpResponse<String> answer =
        HttpClient.newHttpClient()
            .send(
                HttpRequest.newBuilder(uri).POST(BodyPublishers.ofString(body.toString())).build(),
                BodyHandlers.ofString());
    JsonNode json = MAPPER.readTree(answer.body());
    if (answer.statusCode() != 200) {
      return MAPPER.readTree(json.textValue()).get("message").textValue();
    }
    List<Object> parts = new ArrayList<>();
    parts.add(json.at("/metadata/feature_names").toString());
    json.get("results").forEach(result -> parts.add(result.toString()));
    return parts;
  }

  private static void columns(ObjectNode object, Map<String, RepeatedValue> columns) {
    columns.forEach((name, column) -> {
      ArrayNode values = object.putArray(name);
      column.getValList().forEach(value -> values.add(json(value)));
    });
  }

  private static Object overGrpc(ManagedChannel channel, GetOnlineFeaturesRequest request) {
    GetOnlineFeaturesResponse answer;
    try {
      answer = ServingServiceGrpc.newBlockingStub(channel).getOnlineFeatures(request);
    } catch (StatusRuntimeException e) {
      return e.getStatus().getDescription();
    }
    List<Object> parts = new ArrayList<>();
    ArrayNode names = MAPPER.createArrayNode();
    answer.getMetadata().getFeatureNames().getValList().forEach(names::add);
    parts.add(names.toString());
    answer.getResultsList().forEach(result -> parts.add(json(result).toString()));
    return parts;
  }

  private static JsonNode json(FeatureVector vector) {
    ObjectNode result = MAPPER.createObjectNode();
    ArrayNode values = result.putArray("values");
    vector.getValuesList().forEach(value -> values.add(json(value)));
    ArrayNode statuses = result.putArray("statuses");
    vector.getStatusesList().forEach(status -> statuses.add(status.name()));
    ArrayNode times = result.putArray("event_timestamps");
    vector.getEventTimestampsList().forEach(time -> times.add(text(time)));
    return result;
  }

  private static String text(Timestamp time) {
    return Instant.ofEpochSecond(time.getSeconds(), time.getNanos()).toString();
  }

  /** A value as JSON, by what the contract says of both and not by the servers' code. */
  private static JsonNode json(Value value) {
    return switch (value.getValCase()) {
      case BYTES_VAL -> MAPPER.valueToTree(base64(value.getBytesVal().toByteArray()));
      case STRING_VAL -> MAPPER.valueToTree(value.getStringVal());
      case INT32_VAL -> MAPPER.valueToTree(value.getInt32Val());
      case INT64_VAL -> MAPPER.valueToTree(value.getInt64Val());
      case DOUBLE_VAL ->
          MAPPER.valueToTree(Double.isFinite(value.getDoubleVal()) ? value.getDoubleVal() : null);
      case FLOAT_VAL -> MAPPER.valueToTree(value.getFloatVal());
      case BOOL_VAL -> MAPPER.valueToTree(value.getBoolVal());
      case UNIX_TIMESTAMP_VAL -> MAPPER.valueToTree(value.getUnixTimestampVal());
      case BYTES_LIST_VAL ->
          MAPPER.valueToTree(
              value.getBytesListVal().getValList().stream()
                  .map(bytes -> base64(bytes.toByteArray()))
                  .toList());
      case STRING_LIST_VAL ->
          MAPPER.valueToTree(List.copyOf(value.getStringListVal().getValList()));
      case INT32_LIST_VAL -> MAPPER.valueToTree(List.copyOf(value.getInt32ListVal().getValList()));
      case INT64_LIST_VAL -> MAPPER.valueToTree(List.copyOf(value.getInt64ListVal().getValList()));
      case DOUBLE_LIST_VAL ->
          MAPPER.valueToTree(List.copyOf(value.getDoubleListVal().getValList()));
      case FLOAT_LIST_VAL -> MAPPER.valueToTree(List.copyOf(value.getFloatListVal().getValList()));
      case BOOL_LIST_VAL -> MAPPER.valueToTree(List.copyOf(value.getBoolListVal().getValList()));
      case UNIX_TIMESTAMP_LIST_VAL ->
          MAPPER.valueToTree(List.copyOf(value.getUnixTimestampListVal().getValList()));
      case NULL_VAL, VAL_NOT_SET -> MAPPER.nullNode();
    };
  }

  private static String base64(byte[] bytes) {
    return Base64.getEncoder().encodeToString(bytes);
  }
}
