package dev.tidemark.online.grpc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.google.protobuf.ByteString;
import dev.tidemark.online.lookup.LookupRequest;
import dev.tidemark.online.lookup.LookupResult;
import dev.tidemark.online.lookup.Lookups;
import dev.tidemark.registry.definition.Settings.GrpcNames;
import dev.tidemark.registry.deployment.Deployment;
import dev.tidemark.serving.proto.EventServiceGrpc;
import dev.tidemark.serving.proto.EventServiceProto.Event;
import dev.tidemark.serving.proto.EventServiceProto.PublishRequest;
import dev.tidemark.serving.proto.EventServiceProto.PublishResponse;
import feast.proto.types.ValueProto.BoolList;
import feast.proto.types.ValueProto.BytesList;
import feast.proto.types.ValueProto.DoubleList;
import feast.proto.types.ValueProto.FloatList;
import feast.proto.types.ValueProto.Int32List;
import feast.proto.types.ValueProto.Int64List;
import feast.proto.types.ValueProto.Null;
import feast.proto.types.ValueProto.StringList;
import feast.proto.types.ValueProto.Value;
import io.grpc.Metadata;
import io.grpc.Status.Code;
import io.grpc.StatusRuntimeException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What events look like over gRPC, by a real channel. */
class PublishTest {
  private static final Metadata.Key<String> WRITTEN =
      Metadata.Key.of("tidemark-written", Metadata.ASCII_STRING_MARSHALLER);

  private final Served served = new Served(new Idle(), GrpcNames.FEATURE);

  private static final class Idle implements Lookups {
    @Override
    public Optional<Deployment> deployment() {
      return Optional.empty();
    }

    @Override
    public CompletableFuture<LookupResult> lookup(LookupRequest request) {
      throw new AssertionError("nobody looks up");
    }
  }

  @AfterEach
  void stop() {
    served.close();
  }

  private long publish(PublishRequest.Builder request) {
    return EventServiceGrpc.newBlockingStub(served.channel).publish(request.build()).getPublished();
  }

  private StatusRuntimeException refused(PublishRequest.Builder request) {
    return catchThrowableOfType(StatusRuntimeException.class, () -> publish(request));
  }

  private static PublishRequest.Builder to(String source, Event.Builder... events) {
    PublishRequest.Builder request = PublishRequest.newBuilder().setSource(source);
    for (Event.Builder event : events) {
      request.addEvents(event);
    }
    return request;
  }

  private static Event.Builder event(String name, Value.Builder value) {
    return Event.newBuilder().putColumns(name, value.build());
  }

  @Test
  void events_become_the_rows_that_they_are_over_http() {
    Event.Builder order =
        event("customer", Value.newBuilder().setInt64Val(7))
            .putColumns("item", Proto.of("tea"))
            .putColumns("price", Proto.of(2.5))
            .putColumns("note", Value.newBuilder().setNullVal(Null.NULL).build());

    assertThat(publish(to("orders", order, event("customer", Value.newBuilder())))).isEqualTo(2);
    assertThat(publish(to("orders"))).isZero();
    assertThat(served.pushes.taken)
        .containsExactly(
            "push orders [{\"customer\":7,\"item\":\"tea\",\"price\":2.5,\"note\":null},"
                + " {\"customer\":null}]",
            "push orders []");
  }

  @Test
  void every_kind_of_value_has_its_json() {
    ByteString bytes = ByteString.copyFrom(new byte[] {1, 2});
    Value.Builder[] values = {
      Value.newBuilder().setBytesVal(bytes),
      Value.newBuilder().setInt32Val(-1),
      Value.newBuilder().setDoubleVal(Double.NaN),
      Value.newBuilder().setFloatVal(0.1f),
      Value.newBuilder().setFloatVal(Float.NEGATIVE_INFINITY),
      Value.newBuilder().setBoolVal(true),
      Value.newBuilder().setUnixTimestampVal(-1),
      Value.newBuilder().setBytesListVal(BytesList.newBuilder().addVal(bytes)),
      Value.newBuilder().setStringListVal(StringList.newBuilder().addVal("a").addVal("b")),
      Value.newBuilder().setInt32ListVal(Int32List.newBuilder().addVal(1)),
      Value.newBuilder().setInt64ListVal(Int64List.newBuilder().addVal(1L << 40)),
      Value.newBuilder().setDoubleListVal(DoubleList.newBuilder().addVal(1).addVal(1.0 / 0)),
      Value.newBuilder().setFloatListVal(FloatList.newBuilder().addVal(0.1f)),
      Value.newBuilder().setBoolListVal(BoolList.newBuilder().addVal(false)),
      Value.newBuilder().setUnixTimestampListVal(Int64List.newBuilder().addVal(60)),
    };
    Event.Builder event = Event.newBuilder();
    for (Value.Builder value : values) {
      event.putColumns(
          value.getValCase().name().replace("_VAL", "") + event.getColumnsCount(), value.build());
    }

    assertThat(publish(to("all", event))).isEqualTo(1);
    assertThat(served.pushes.taken)
        .containsExactly(
            "push all [{\"BYTES0\":\"AQI=\",\"INT321\":-1,\"DOUBLE2\":\"NaN\",\"FLOAT3\":0.1,"
                + "\"FLOAT4\":\"-Infinity\",\"BOOL5\":true,\"UNIX_TIMESTAMP6\":\"1969-12-31T23:59:59Z\","
                + "\"BYTES_LIST7\":[\"AQI=\"],\"STRING_LIST8\":[\"a\",\"b\"],\"INT32_LIST9\":[1],"
                + "\"INT64_LIST10\":[1099511627776],\"DOUBLE_LIST11\":[1.0,\"Infinity\"],"
                + "\"FLOAT_LIST12\":[0.1],\"BOOL_LIST13\":[false],"
                + "\"UNIX_TIMESTAMP_LIST14\":[\"1970-01-01T00:01:00Z\"]}]");
  }

  @Test
  void a_time_that_is_none_names_its_row_and_field() {
    for (long seconds : new long[] {Long.MAX_VALUE, 1L << 40}) {
      StatusRuntimeException e =
          refused(
              to(
                  "orders",
                  event("customer", Value.newBuilder().setInt64Val(7)),
                  event("time", Value.newBuilder().setUnixTimestampVal(seconds))));
      assertThat(e.getStatus().getCode()).isEqualTo(Code.INVALID_ARGUMENT);
      assertThat(e.getStatus().getDescription())
          .startsWith("Cannot push row 1 to source orders: Cannot read field time: ")
          .endsWith("; nothing was written");
    }
    assertThat(served.pushes.taken).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({
    "SOURCE_NOT_FOUND, NOT_FOUND, nothing",
    "UNFIT, INVALID_ARGUMENT, nothing",
    "LAGGING, RESOURCE_EXHAUSTED, nothing",
    "UNAVAILABLE, UNAVAILABLE, nothing",
    "OUTCOME_UNKNOWN, UNKNOWN,"
  })
  void every_failure_has_its_code_and_tells_when_nothing_was_written(
      String kind, Code code, String written) {
    StatusRuntimeException e = refused(to(kind));
    assertThat(e.getStatus().getCode()).isEqualTo(code);
    assertThat(e.getStatus().getDescription()).isEqualTo("Cannot push, because " + kind);
    assertThat(e.getTrailers().get(WRITTEN)).isEqualTo(written);
    // A call is counted after its answer, and a server that has stopped may still be counting
    stop();
    String counted = "/tidemark.serving.EventService/Publish " + code.value();
    long end = System.nanoTime() + 5_000_000_000L;
    while (!served.counts.containsKey(counted) && System.nanoTime() < end) {
      Thread.onSpinWait();
    }
    assertThat(served.counts).containsEntry(counted, 1L);
  }

  @Test
  void pushes_that_wait_for_a_broker_do_not_keep_lookups_waiting() throws Exception {
    CountDownLatch waiting = new CountDownLatch(64);
    CompletableFuture<Void> broker = new CompletableFuture<>();
    served.pushes.before =
        () -> {
          waiting.countDown();
          broker.join();
        };
    EventServiceGrpc.EventServiceFutureStub stub = EventServiceGrpc.newFutureStub(served.channel);
    List<Future<PublishResponse>> answers = new ArrayList<>();
    for (int i = 0; i < 64; i++) {
      answers.add(stub.publish(to("orders").build()));
    }
    waiting.await();

    assertThatThrownBy(() ->
            served
                .stub()
                .withDeadlineAfter(Duration.ofSeconds(30))
                .getOnlineFeatures(Proto.ask("v:f").putEntities("user", Proto.longs(7)).build()))
        .hasMessage("UNAVAILABLE: Cannot look up: nothing is deployed yet");
    broker.complete(null);
    for (Future<PublishResponse> answer : answers) {
      assertThat(answer.get().getPublished()).isZero();
    }
  }
}
