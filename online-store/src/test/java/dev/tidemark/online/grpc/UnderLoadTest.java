package dev.tidemark.online.grpc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.common.util.concurrent.ListenableFuture;
import dev.tidemark.online.fold.ServedExample;
import dev.tidemark.online.http.HeldLookups;
import dev.tidemark.online.lookup.Lookups;
import dev.tidemark.registry.definition.Settings.GrpcNames;
import dev.tidemark.registry.definition.Settings.Limits;
import feast.proto.serving.ServingAPIProto.GetOnlineFeaturesRequest;
import feast.proto.serving.ServingAPIProto.GetOnlineFeaturesResponse;
import feast.proto.serving.ServingServiceGrpc;
import io.grpc.CallOptions;
import io.grpc.ClientCall;
import io.grpc.ManagedChannel;
import io.grpc.Metadata;
import io.grpc.Status.Code;
import io.grpc.StatusRuntimeException;
import io.grpc.health.v1.HealthCheckRequest;
import io.grpc.health.v1.HealthCheckResponse;
import io.grpc.health.v1.HealthCheckResponse.ServingStatus;
import io.grpc.health.v1.HealthGrpc;
import io.grpc.netty.shaded.io.grpc.netty.NettyChannelBuilder;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.stream.LongStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What a server does with too many calls, with clients who do not read, and while it stops. */
@Timeout(60)
class UnderLoadTest {
  private static final String METHOD = "/feast.serving.ServingService/GetOnlineFeatures";
  private static final GetOnlineFeaturesRequest SMALL =
      Proto.ask("activity:clicks_1h").putEntities("user", Proto.longs(7)).build();

  @TempDir static Path folder;

  private static ServedExample example;
  private static Lookups lookups;

  private Served served;

  @BeforeAll
  static void fold() {
    example = new ServedExample(folder);
    lookups = example.lookups(InstantSource.fixed(Instant.parse("2026-03-01T12:00:00Z")), false);
  }

  @AfterAll
  static void close() {
    example.close();
  }

  @AfterEach
  void stop() {
    served.close();
  }

  private List<ListenableFuture<GetOnlineFeaturesResponse>> askAtOnce(int calls) {
    List<ListenableFuture<GetOnlineFeaturesResponse>> asked = new ArrayList<>();
    for (int i = 0; i < calls; i++) {
      asked.add(ServingServiceGrpc.newFutureStub(served.channel).getOnlineFeatures(SMALL));
    }
    return asked;
  }

  private static void assertAnswered(List<ListenableFuture<GetOnlineFeaturesResponse>> asked) {
    assertThat(asked).allSatisfy(answer -> assertThat(answer.get().getResultsCount()).isEqualTo(2));
  }

  @Test
  void beyond_its_limits_a_lookup_is_refused_while_health_is_answered() {
    HeldLookups held = new HeldLookups(lookups);
    served = new Served(held, GrpcNames.FEATURE, new Limits(2, 0, 10));
    var inside = askAtOnce(2);
    held.awaitBegun(2);

    served.assertRefused(
        SMALL.toBuilder(),
        Code.RESOURCE_EXHAUSTED,
        "Cannot look up now: the node works on 2 lookups and too many others wait");
    assertThat(
            HealthGrpc.newBlockingStub(served.channel)
                .check(HealthCheckRequest.getDefaultInstance())
                .getStatus())
        .isEqualTo(ServingStatus.SERVING);
    held.letGo();
    assertAnswered(inside);
    served.close();
    assertThat(served.counts).containsEntry(METHOD + " 8", 1L).containsEntry(METHOD + " 0", 2L);
  }

  @Test
  void too_many_rows_are_refused_with_the_limit_and_the_way_out() {
    served = new Served(lookups, GrpcNames.FEATURE, new Limits(2, 8, 3));

    served.assertRefused(
        Proto.ask("activity:clicks_1h").putEntities("user", Proto.longs(1, 2, 3, 4)),
        Code.INVALID_ARGUMENT,
        "Cannot look up 4 rows at once: a request may have 3; split it, or raise"
            + " serving.max_rows");
  }

  @Test
  void a_client_that_does_not_read_is_refused_more_and_others_are_answered() {
    served = new Served(lookups, GrpcNames.FEATURE, new Limits(2, 8, 100_000));
    GetOnlineFeaturesRequest large =
        Proto.ask("kinds:l", "kinds:f", "kinds:d", "kinds:t", "profile:city", "activity:spent")
            .putEntities("user", Proto.longs(LongStream.generate(() -> 7).limit(100_000).toArray()))
            .build();
    ManagedChannel other =
        NettyChannelBuilder.forAddress("localhost", served.server.port()).usePlaintext().build();
    List<ClientCall<?, ?>> unread = new ArrayList<>();
    try {
      for (int i = 0; i < 2; i++) {
        unread.add(askAndDoNotRead(large));
        awaitCounted(i + 1);
      }

      served.assertRefused(
          SMALL.toBuilder(), Code.RESOURCE_EXHAUSTED, "Cannot answer: the client has not read ");
      assertThat(ServingServiceGrpc.newBlockingStub(other).getOnlineFeatures(SMALL)).isNotNull();
      unread.forEach(call -> call.cancel("given up", null));
      awaitAnswered();
    } finally {
      other.shutdownNow();
    }
  }

  private ClientCall<?, ?> askAndDoNotRead(GetOnlineFeaturesRequest request) {
    ClientCall<GetOnlineFeaturesRequest, GetOnlineFeaturesResponse> call =
        served.channel.newCall(
            ServingServiceGrpc.getGetOnlineFeaturesMethod(), CallOptions.DEFAULT);
    call.start(new ClientCall.Listener<>() {}, new Metadata());
    call.sendMessage(request);
    call.halfClose();
    return call;
  }

  /** A cancellation reaches the server in its own time. */
  private void awaitAnswered() {
    for (int tries = 0; tries < 10_000; tries++) {
      try {
        served.stub().getOnlineFeatures(SMALL);
        return;
      } catch (StatusRuntimeException refused) {
        assertThat(refused.getStatus().getCode()).isEqualTo(Code.RESOURCE_EXHAUSTED);
      }
    }
    throw new AssertionError("the client stays refused");
  }

  private void awaitCounted(long answers) {
    while (served.counts.getOrDefault(METHOD + " 0", 0L) < answers) {
      Thread.onSpinWait();
    }
  }

  @Test
  void what_is_in_flight_is_answered_while_it_stops_and_who_watches_does_not_hold_it() {
    HeldLookups held = new HeldLookups(lookups);
    served = new Served(held, GrpcNames.FEATURE, new Limits(4, 20, 10));
    Iterator<HealthCheckResponse> watched =
        HealthGrpc.newBlockingStub(served.channel).watch(HealthCheckRequest.getDefaultInstance());
    assertThat(watched.next().getStatus()).isEqualTo(ServingStatus.SERVING);
    var inFlight = askAtOnce(4);
    held.awaitBegun(4);

    CompletableFuture<Void> closed = CompletableFuture.runAsync(served.server::close);

    assertThat(watched.next().getStatus()).isEqualTo(ServingStatus.NOT_SERVING);
    assertThat(watched.hasNext()).isFalse();
    assertThat(closed).isNotDone();
    held.letGo();
    assertAnswered(inFlight);
    closed.join();
    assertThatThrownBy(() -> served.stub().getOnlineFeatures(SMALL))
        .isInstanceOfSatisfying(
            StatusRuntimeException.class,
            e -> assertThat(e.getStatus().getCode()).isEqualTo(Code.UNAVAILABLE));
  }
}
