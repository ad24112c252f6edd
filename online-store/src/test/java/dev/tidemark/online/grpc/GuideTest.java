package dev.tidemark.online.grpc;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tidemark.model.feature.Status;
import dev.tidemark.online.fold.ServedExample;
import dev.tidemark.online.http.TakenPushes;
import dev.tidemark.online.lookup.Stages;
import dev.tidemark.online.request.Door;
import dev.tidemark.online.request.Protocol;
import dev.tidemark.online.request.RequestMeasures;
import dev.tidemark.registry.definition.Settings.GrpcNames;
import feast.proto.serving.ServingAPIProto.FeatureList;
import feast.proto.serving.ServingAPIProto.GetOnlineFeaturesRequest;
import feast.proto.serving.ServingAPIProto.GetOnlineFeaturesResponse;
import feast.proto.serving.ServingServiceGrpc;
import feast.proto.types.ValueProto.RepeatedValue;
import feast.proto.types.ValueProto.Value;
import io.grpc.ManagedChannel;
import io.grpc.ManagedChannelBuilder;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The Java on the page about gRPC is that of {@link #city}, and it works. */
class GuideTest {
  private static final Pattern BLOCK = Pattern.compile("(?ms)^```java\\n(.*?)^```$");

  @TempDir private Path folder;

  private static String city(String host, int port) {
    ManagedChannel channel = ManagedChannelBuilder.forAddress(host, port).usePlaintext().build();
    GetOnlineFeaturesResponse answer =
        ServingServiceGrpc.newBlockingStub(channel)
            .getOnlineFeatures(
                GetOnlineFeaturesRequest.newBuilder()
                    .setFeatures(FeatureList.newBuilder().addVal("profile:city"))
                    .putEntities(
                        "user",
                        RepeatedValue.newBuilder()
                            .addVal(Value.newBuilder().setInt64Val(7))
                            .build())
                    .build());
    String city = answer.getResults(1).getValues(0).getStringVal();
    channel.shutdown();
    return city;
  }

  @Test
  void the_java_of_the_page_is_this_files() throws IOException {
    Matcher block = BLOCK.matcher(Files.readString(Path.of("../docs/how-to/grpc.md")));
    assertThat(block.find()).isTrue();
    String source =
        Files.readString(Path.of("src/test/java/dev/tidemark/online/grpc/GuideTest.java"));
    assertThat(source.replaceAll("\\s+", "")).contains(block.group(1).replaceAll("\\s+", ""));
  }

  @Test
  void the_java_of_the_page_works() {
    InstantSource clock = InstantSource.fixed(Instant.parse("2026-03-01T12:00:00Z"));
    RequestMeasures uncounted =
        new RequestMeasures() {
          @Override
          public void answered(String endpoint, int status, long nanos) {}

          @Override
          public void served(String view, Status status, long values) {}

          @Override
          public void lookedUp(Optional<String> service, Protocol protocol, Stages stages) {}
        };
    try (ServedExample example = new ServedExample(folder);
        GrpcServer server =
            new GrpcServer(
                new GrpcServer.Parts(example.lookups(clock, false), new TakenPushes(), () -> true),
                uncounted,
                GrpcNames.FEATURE,
                Door.at(0))) {
      assertThat(city("localhost", server.port())).isEqualTo("Zürich");
    }
  }
}
