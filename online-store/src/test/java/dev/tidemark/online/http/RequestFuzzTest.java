package dev.tidemark.online.http;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.google.protobuf.InvalidProtocolBufferException;
import dev.tidemark.online.fold.ServedExample;
import dev.tidemark.online.grpc.GrpcServer;
import dev.tidemark.online.lookup.Lookups;
import dev.tidemark.online.request.Door;
import dev.tidemark.registry.definition.Settings.GrpcNames;
import feast.proto.serving.ServingAPIProto.GetOnlineFeaturesRequest;
import feast.proto.serving.ServingAPIProto.GetOnlineFeaturesResponse;
import io.grpc.CallOptions;
import io.grpc.ManagedChannel;
import io.grpc.MethodDescriptor;
import io.grpc.MethodDescriptor.MethodType;
import io.grpc.Status.Code;
import io.grpc.StatusRuntimeException;
import io.grpc.netty.shaded.io.grpc.netty.NettyChannelBuilder;
import io.grpc.stub.ClientCalls;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Random;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.function.Function;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Spoilt requests are refused as the caller's mistake, or they are requests still: then the answer
 * has the columns and rows that they ask for. {@code -Dtidemark.fuzz} says how many are sent.
 */
class RequestFuzzTest {
  private static final long REQUESTS = Long.getLong("tidemark.fuzz", 500);
  private static final Instant NOW = Instant.parse("2026-03-01T12:00:00Z");
  private static final ObjectMapper MAPPER = new ObjectMapper();
  private static final Set<String> STATUSES =
      Set.of("PRESENT", "NULL_VALUE", "NOT_FOUND", "OUTSIDE_MAX_AGE", "INVALID");
  private static final Set<Code> REFUSALS =
      Set.of(Code.INVALID_ARGUMENT, Code.NOT_FOUND, Code.RESOURCE_EXHAUSTED);

  private static final MethodDescriptor<byte[], byte[]> RAW =
      MethodDescriptor.newBuilder(new Raw(), new Raw())
          .setType(MethodType.UNARY)
          .setFullMethodName("feast.serving.ServingService/GetOnlineFeatures")
          .build();

  /** Messages as they come and go. */
  private record Raw() implements MethodDescriptor.Marshaller<byte[]> {
    @Override
    public InputStream stream(byte[] message) {
      return new ByteArrayInputStream(message);
    }

    @Override
    public byte[] parse(InputStream message) {
      try {
        return message.readAllBytes();
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
  }

  @TempDir static Path folder;

  private static ServedExample example;
  private static Lookups lookups;

  private final long seed = Long.getLong("tests.seed", new Random().nextLong());

  @BeforeAll
  static void fold() {
    example = new ServedExample(folder);
    lookups = example.lookups(InstantSource.fixed(NOW), false);
  }

  @AfterAll
  static void close() {
    example.close();
  }

  private interface Fuzzed {
    /** Sends one request, and returns whether it was answered. */
    boolean send(Random random) throws Exception;
  }

  /** Each request has a seed of its own, by which it can be repeated alone. */
  private void fuzz(Fuzzed fuzzed) {
    System.out.println("RequestFuzzTest: -Dtests.seed=" + seed);
    long answered = 0;
    for (long i = 0; i < REQUESTS; i++) {
      try {
        answered += fuzzed.send(random(seed + i)) ? 1 : 0;
      } catch (Exception | AssertionError e) {
        throw new AssertionError(
            "-Dtidemark.fuzz=1 -Dtests.seed=%d: %s".formatted(seed + i, e.getMessage()), e);
      }
    }
    System.out.printf("RequestFuzzTest: %d of %d were answered%n", answered, REQUESTS);
    if (REQUESTS >= 100) {
      assertThat(answered).as("answered").isBetween(REQUESTS / 20, REQUESTS * 19 / 20);
    }
  }

  /** Of neighbouring seeds, Random itself draws much the same numbers first. */
  private static Random random(long seed) {
    return new Random(new SplittableRandom(seed).nextLong());
  }

  @Test
  void lookups_over_http() {
    overHttp(
        "/get-online-features",
        new TakenPushes(),
        ValidRequests::json,
        (answer, body) -> assertAnswers(MAPPER.readTree(answer), MAPPER.readTree(body)));
  }

  @Test
  void pushes_over_http() {
    TakenPushes pushes = new TakenPushes();
    overHttp(
        "/push",
        pushes,
        random -> ValidRequests.PUSH,
        (answer, body) -> {
          assertThat(answer).isEmpty();
          JsonNode sent = MAPPER.readTree(body);
          JsonNode columns = sent.path("df");
          String how = "push " + sent.path("push_source_name").textValue() + " ";
          String taken = pushes.taken.removeLast();
          assertThat(taken).startsWith(how);
          JsonNode rows = MAPPER.readTree(taken.substring(how.length()));
          assertThat(rows).hasSize(columns.valueStream().mapToInt(JsonNode::size).max().orElse(0));
          assertThat(rows).allSatisfy(row -> assertThat(row).hasSize(columns.size()));
        });
  }

  private interface Check {
    void that(byte[] answer, byte[] body) throws IOException;
  }

  private void overHttp(
      String path, TakenPushes pushes, Function<Random, String> valid, Check check) {
    try (HttpServer server =
            new HttpServer(lookups, pushes, new ReadyNode(), new RecordedMeasures(), Door.at(0));
        HttpClient client = HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build()) {
      URI uri = URI.create("http://localhost:" + server.port() + path);
      fuzz(random -> {
        byte[] body = new Mutations(random).json(valid.apply(random));
        HttpResponse<byte[]> answer =
            client.send(
                HttpRequest.newBuilder(uri).POST(BodyPublishers.ofByteArray(body)).build(),
                BodyHandlers.ofByteArray());
        if (answer.statusCode() == 200) {
          check.that(answer.body(), body);
          return true;
        }
        JsonNode json = MAPPER.readTree(answer.body());
        assertThat(answer.statusCode()).as("%s", json).isIn(404, 413, 422);
        assertThat(MAPPER.readTree(json.textValue()).path("message").asText())
            .startsWith("Cannot ");
        return false;
      });
    }
  }

  private static void assertAnswers(JsonNode answer, JsonNode request) {
    AskedShape asked = AskedShape.of(request);
    assertThat(answer.at("/metadata/feature_names").valueStream().map(JsonNode::textValue))
        .isEqualTo(asked.names());
    assertThat(answer.path("results")).hasSize(asked.names().size());
    for (JsonNode result : answer.path("results")) {
      assertThat(result.path("values")).hasSize(asked.rows());
      assertThat(result.path("event_timestamps")).hasSize(asked.rows());
      assertThat(result.path("statuses")).hasSize(asked.rows());
      result.path("statuses").forEach(status -> assertThat(STATUSES).contains(status.textValue()));
    }
    for (int i = 0; i < asked.entities(); i++) {
      JsonNode sent = request.path("entities").path(asked.names().get(i));
      JsonNode given = answer.path("results").get(i).path("values");
      for (int row = 0; row < asked.rows(); row++) {
        assertSame(given.get(row), sent.get(row));
      }
    }
  }

  /** A key comes back as it was sent, but a whole number as an integer. */
  private static void assertSame(JsonNode given, JsonNode sent) {
    if (sent.isNumber()) {
      assertThat(given.isIntegralNumber()).as("%s", given).isTrue();
      assertThat(given.decimalValue()).isEqualByComparingTo(sent.decimalValue());
    } else {
      assertThat(given).isEqualTo(sent);
    }
  }

  @Test
  void lookups_over_grpc() throws Exception {
    try (GrpcServer server =
        new GrpcServer(
            new GrpcServer.Parts(lookups, new TakenPushes(), () -> true),
            new RecordedMeasures(),
            GrpcNames.FEATURE,
            Door.at(0))) {
      ManagedChannel channel =
          NettyChannelBuilder.forAddress("localhost", server.port()).usePlaintext().build();
      try {
        fuzz(random -> {
          byte[] message = new WireMutations(random).message(ValidRequests.message(random));
          try {
            assertAnswers(
                GetOnlineFeaturesResponse.parseFrom(
                    ClientCalls.blockingUnaryCall(channel, RAW, CallOptions.DEFAULT, message)),
                message);
            return true;
          } catch (StatusRuntimeException e) {
            assertThat(e.getStatus().getCode()).as(e.getMessage()).isIn(REFUSALS);
            assertThat(e.getStatus().getDescription()).startsWith("Cannot ");
            return false;
          }
        });
      } finally {
        channel.shutdownNow();
      }
    }
  }

  private static void assertAnswers(GetOnlineFeaturesResponse answer, byte[] message)
      throws InvalidProtocolBufferException {
    GetOnlineFeaturesRequest request = GetOnlineFeaturesRequest.parseFrom(message);
    AskedShape asked = AskedShape.of(request);
    assertThat(answer.getMetadata().getFeatureNames().getValList()).isEqualTo(asked.names());
    assertThat(answer.getResultsList())
        .hasSize(asked.names().size())
        .allSatisfy(result -> {
          assertThat(result.getValuesCount()).isEqualTo(asked.rows());
          assertThat(result.getStatusesCount()).isEqualTo(asked.rows());
          assertThat(result.getEventTimestampsCount()).isEqualTo(asked.rows());
        });
  }
}
