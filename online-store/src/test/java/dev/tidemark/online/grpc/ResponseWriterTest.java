package dev.tidemark.online.grpc;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tidemark.model.feature.Status;
import dev.tidemark.model.time.Micros;
import dev.tidemark.online.fold.ServedExample;
import dev.tidemark.online.lookup.FeatureColumn;
import dev.tidemark.online.lookup.Lookups;
import dev.tidemark.online.lookup.Stages;
import dev.tidemark.online.request.Answer;
import dev.tidemark.online.request.AnswerBuffer;
import dev.tidemark.online.request.FeatureRequest;
import dev.tidemark.online.request.FeatureRequests;
import dev.tidemark.online.request.Protocol;
import dev.tidemark.online.request.RequestMeasures;
import dev.tidemark.online.request.SentColumn;
import dev.tidemark.registry.definition.Definitions;
import dev.tidemark.registry.definition.Settings.GrpcNames;
import feast.proto.serving.ServingAPIProto.GetOnlineFeaturesResponse;
import feast.proto.types.ValueProto.RepeatedValue;
import feast.proto.types.ValueProto.Value;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Answers to random requests are, byte for byte, messages that the generated classes write. */
class ResponseWriterTest {
  private static final int REQUESTS = 500;
  private static final Instant NOW = Instant.parse("2026-03-01T12:00:00Z");
  private static final RequestMeasures UNCOUNTED =
      new RequestMeasures() {
        @Override
        public void answered(String endpoint, int status, long nanos) {}

        @Override
        public void served(String view, Status status, long values) {}

        @Override
        public void lookedUp(Optional<String> service, Protocol protocol, Stages stages) {}
      };

  private final long seed = Long.getLong("tests.seed", new Random().nextLong());
  private final Random random = new Random(seed);
  private final AnswerBuffer.Pool<WireBuffer> buffers = new AnswerBuffer.Pool<>(WireBuffer::new);
  private final Set<Status> statuses = EnumSet.noneOf(Status.class);

  @TempDir private Path folder;

  @Test
  void writes_what_the_generated_classes_write() throws Exception {
    try (ServedExample example = new ServedExample(folder)) {
      for (boolean keepExpired : List.of(true, false)) {
        Lookups lookups = example.lookups(InstantSource.fixed(NOW), keepExpired);
        for (GrpcNames names : GrpcNames.values()) {
          compare(lookups, names);
        }
      }
    }
    assertThat(statuses).containsExactlyInAnyOrder(Status.values());
  }

  private void compare(Lookups lookups, GrpcNames names) throws Exception {
    FeatureRequests requests =
        new FeatureRequests(
            lookups,
            UNCOUNTED,
            Protocol.GRPC,
            (selection, fullNames) -> ResponseWriter.names(names, selection, fullNames));
    List<String> features = features(lookups.deployment().orElseThrow().version().definitions());
    for (int i = 0; i < REQUESTS; i++) {
      FeatureRequest request = request(features);
      Answer answer = requests.answer(request, new Stages()).join();
      GetOnlineFeaturesResponse expected =
          new GeneratedResponse(answer).write(names, request.fullNames());
      WireBuffer buffer = buffers.take();
      ResponseWriter.write(buffer, answer, names);
      assertThat(
              GetOnlineFeaturesResponse.parseFrom(Arrays.copyOf(buffer.bytes(), buffer.length())))
          .as("-Dtests.seed=%d, request %s", seed, request)
          .isEqualTo(expected);
      assertThat(buffer.length()).isEqualTo(expected.getSerializedSize());
      buffers.give(buffer);
      for (FeatureColumn column : answer.result().columns()) {
        for (byte status : column.statuses()) {
          statuses.add(Status.of(status));
        }
      }
    }
  }

  private static List<String> features(Definitions definitions) {
    return Stream.concat(
            definitions.views().stream()
                .flatMap(view -> view.features().stream().map(f -> view.name() + ":" + f.name())),
            definitions.onDemandViews().stream()
                .flatMap(view -> view.features().stream().map(f -> view.name() + ":" + f.name())))
        .toList();
  }

  private FeatureRequest request(List<String> features) {
    Set<String> some = new LinkedHashSet<>();
    for (int i = random.nextInt(random.nextInt(8) == 0 ? 60 : 6); i >= 0; i--) {
      some.add(features.get(random.nextInt(features.size())));
    }
    // Lengths of one byte, of two and of three
    int rows = random.nextInt(List.of(4, 40, 1_000).get(random.nextInt(3)));
    Map<String, SentColumn> entities =
        Map.of(
            "user", column(rows, () -> whole(6 + random.nextInt(4))),
            "city", column(rows, () -> Value.newBuilder().setStringVal(city())),
            "zone", column(rows, () -> whole(random.nextInt(2))));
    Map<String, SentColumn> context =
        Map.of(
            "amount", column(rows, () -> whole(random.nextLong())),
            "share", column(rows, () -> Value.newBuilder().setDoubleVal(random.nextFloat())),
            "weights", column(rows, Value::newBuilder));
    long names = some.stream().map(feature -> feature.split(":", 2)[1]).distinct().count();
    boolean fullNames = names < some.size() || random.nextBoolean();
    return new FeatureRequest(
        Optional.empty(), List.copyOf(some), entities, context, fullNames, asOf());
  }

  /** The present, some time ago, or after everything has expired. */
  private Optional<Long> asOf() {
    Duration later = Duration.ofDays(List.of(-20, 0, 20).get(random.nextInt(3)));
    return random.nextBoolean() ? Optional.empty() : Optional.of(Micros.of(NOW.plus(later)));
  }

  private String city() {
    return random.nextBoolean() ? "Zürich" : "Bern";
  }

  private static Value.Builder whole(long value) {
    return Value.newBuilder().setInt64Val(value);
  }

  private SentColumn column(int rows, Supplier<Value.Builder> value) {
    boolean nulls = random.nextBoolean();
    RepeatedValue.Builder values = RepeatedValue.newBuilder();
    for (int row = 0; row < rows; row++) {
      values.addVal(nulls && random.nextInt(10) == 0 ? Value.newBuilder() : value.get());
    }
    return new ProtoColumn(values.build());
  }
}
