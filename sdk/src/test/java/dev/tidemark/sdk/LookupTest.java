package dev.tidemark.sdk;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.protobuf.ByteString;
import com.google.protobuf.Timestamp;
import dev.tidemark.sdk.TidemarkException.Kind;
import feast.proto.serving.ServingAPIProto.FieldStatus;
import feast.proto.serving.ServingAPIProto.GetOnlineFeaturesRequest;
import feast.proto.serving.ServingAPIProto.GetOnlineFeaturesResponse;
import feast.proto.types.ValueProto.Null;
import feast.proto.types.ValueProto.StringList;
import feast.proto.types.ValueProto.Value;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Requests as they go out, and answers as they are read. */
class LookupTest {
  private final FakeNode node = new FakeNode();
  private final TidemarkClient client = TidemarkClient.plaintext(node.address());

  @AfterEach
  void close() {
    client.close();
    node.close();
  }

  private static Value.Builder value() {
    return Value.newBuilder();
  }

  /** The answer to a request with one row. */
  private FeatureRow row(Map<String, Value.Builder> values, FieldStatus status) {
    node.onLookup =
        (request, answer) -> {
          GetOnlineFeaturesResponse.Builder response = GetOnlineFeaturesResponse.newBuilder();
          response.getMetadataBuilder().addTidemarkReasons("Cannot tell: the disk is gone");
          values.forEach((name, value) -> {
            response.getMetadataBuilder().getFeatureNamesBuilder().addVal(name);
            response.addResults(FakeNode.vector(status, List.of(value.build())));
          });
          if (response.getResultsCount() > 0) {
            response
                .getResultsBuilder(0)
                .setEventTimestamps(0, Timestamp.newBuilder().setSeconds(60).setNanos(500_000_000));
          }
          FakeNode.reply(answer, response.build());
        };
    return client.lookup(LookupRequest.service("s").row("user", 7L).build()).get(0);
  }

  private FeatureRow row(String name, Value.Builder value) {
    return row(Map.of(name, value), FieldStatus.PRESENT);
  }

  @Test
  void every_type_has_its_getter() {
    assertThat(row("x", value().setDoubleVal(2.5)).getDouble("x")).isEqualTo(2.5);
    assertThat(row("x", value().setFloatVal(0.5f)).getFloat("x")).isEqualTo(0.5f);
    assertThat(row("x", value().setFloatVal(0.5f)).getDouble("x")).isEqualTo(0.5);
    assertThat(row("x", value().setInt64Val(1L << 40)).getLong("x")).isEqualTo(1L << 40);
    assertThat(row("x", value().setInt32Val(-1)).getLong("x")).isEqualTo(-1);
    assertThat(row("x", value().setInt32Val(-1)).getInt("x")).isEqualTo(-1);
    assertThat(row("x", value().setBoolVal(true)).getBool("x")).isTrue();
    assertThat(row("x", value().setStringVal("tea")).getString("x")).isEqualTo("tea");
    assertThat(row("x", value().setBytesVal(ByteString.copyFromUtf8("a"))).getBytes("x"))
        .containsExactly('a');
    assertThat(row("x", value().setUnixTimestampVal(60)).getInstant("x"))
        .isEqualTo(Instant.ofEpochSecond(60));
    Value.Builder texts = value().setStringListVal(StringList.newBuilder().addVal("a").addVal("b"));
    assertThat(row("x", texts).getList("x", String.class)).containsExactly("a", "b");
    assertThat(row("x", texts).find("x", List.class)).contains(List.of("a", "b"));
    assertThat(row("x", value().setInt64Val(3)).find("x", Long.class)).contains(3L);
  }

  @Test
  void another_type_is_told_with_the_way_to_read_it() {
    FeatureRow row = row("x", value().setInt64Val(3));
    assertThat(Failed.with(() -> row.getDouble("x")))
        .hasMessage("Cannot read x as Double: its type is INT64; use getLong")
        .returns(Kind.WRONG_TYPE, TidemarkException::kind);
    assertThat(Failed.with(() -> row.getInt("x"))).hasMessageEndingWith("use getLong");
    assertThat(Failed.with(() -> row.getList("x", Long.class)))
        .hasMessage("Cannot read x as a list: its type is INT64; use getLong");
    Value.Builder texts = value().setStringListVal(StringList.newBuilder().addVal("a"));
    assertThat(Failed.with(() -> row("x", texts).getList("x", Long.class)))
        .hasMessage(
            "Cannot read x as a list of Long: its type is ARRAY<STRING>; use getList with"
                + " String.class");
  }

  @Test
  void a_name_that_is_not_in_the_answer_is_told_with_the_nearest() {
    assertThat(Failed.with(() -> row("conv_rate", value().setDoubleVal(1)).getDouble("conv_rte")))
        .hasMessage(
            "Cannot find conv_rte in the answer (did you mean conv_rate?); it has conv_rate")
        .returns(Kind.NOT_FOUND, TidemarkException::kind);
  }

  @Test
  void a_missing_value_is_never_made_up() {
    for (Value.Builder none : List.of(value().setNullVal(Null.NULL), value())) {
      FeatureRow row = row(Map.of("x", none), FieldStatus.NOT_FOUND);
      assertThat(row.isNull("x")).isTrue();
      assertThat(row.find("x", Double.class)).isEmpty();
      assertThat(row.status("x")).isEqualTo(FeatureStatus.NOT_FOUND);
      assertThat(Failed.with(() -> row.getDouble("x")))
          .hasMessage(
              "Cannot read x of row 0: it has no value, its status is NOT_FOUND; ask isNull first,"
                  + " or use find")
          .returns(Kind.NO_VALUE, TidemarkException::kind);
    }
  }

  @Test
  void an_invalid_value_tells_why() {
    FeatureRow row = row(Map.of("x", value().setNullVal(Null.NULL)), FieldStatus.INVALID);
    assertThat(Failed.with(() -> row.getLong("x")))
        .hasMessageContaining("its status is INVALID [Cannot tell: the disk is gone];");
    assertThat(client.lookup(LookupRequest.service("s").row("u", 1L).build()).reasons())
        .containsExactly("Cannot tell: the disk is gone");
  }

  @Test
  void values_have_the_time_of_their_event_or_none() {
    FeatureRow row = row("x", value().setInt64Val(3));
    assertThat(row.eventTime("x")).contains(Instant.parse("1970-01-01T00:01:00.5Z"));
    node.onLookup = (request, answer) -> FakeNode.reply(answer, FakeNode.echo(request));
    FeatureRows echo = client.lookup(LookupRequest.service("s").row("x", 3L).build());
    assertThat(echo.get(0).eventTime("x")).isEmpty();
    assertThat(echo.get(0)).hasToString("{x=3}");
    assertThatThrownBy(() -> echo.get(1))
        .isInstanceOf(IndexOutOfBoundsException.class)
        .hasMessage("Cannot get row 1: there are 1, counted from 0");
  }

  private GetOnlineFeaturesRequest sent(LookupRequest request) {
    Queue<GetOnlineFeaturesRequest> sent = new ConcurrentLinkedQueue<>();
    node.onLookup =
        (asked, answer) -> {
          sent.add(asked);
          FakeNode.reply(answer, FakeNode.echo(asked));
        };
    client.lookup(request);
    return sent.remove();
  }

  @Test
  void rows_and_columns_make_the_same_request() {
    LookupRequest rows =
        LookupRequest.features("v:a", "v:b")
            .row(Map.of("user", 7L))
            .row("user", null)
            .context("price", Arrays.asList(1.5, null))
            .fullFeatureNames()
            .asOf(Instant.parse("2026-03-01T12:00:00.5Z"))
            .build();
    GetOnlineFeaturesRequest byRows = sent(rows);
    assertThat(node.asOf).containsExactly("2026-03-01T12:00:00.500Z");
    assertThat(byRows)
        .isEqualTo(
            sent(
                LookupRequest.features("v:a", "v:b")
                    .column("user", Arrays.asList(7L, null))
                    .context("price", Arrays.asList(1.5, null))
                    .fullFeatureNames()
                    .build()));
    assertThat(byRows.getFeatures().getValList()).containsExactly("v:a", "v:b");
    assertThat(byRows.getFullFeatureNames()).isTrue();
    assertThat(byRows.getEntitiesOrThrow("user").getVal(1).hasNullVal()).isTrue();
    assertThat(byRows.getRequestContextOrThrow("price").getVal(0).getDoubleVal()).isEqualTo(1.5);
    assertThat(node.asOf).hasSize(1);
  }

  @Test
  void a_request_that_does_not_fit_is_refused_before_it_is_sent() {
    LookupRequest.Builder request = LookupRequest.service("s").row("user", 7L);
    assertThat(Failed.with(() -> request.row("usr", 8L)))
        .hasMessage(
            "Cannot add row 1: it has [usr], others have [user]; give every row the same columns");
    assertThat(Failed.with(() -> request.column("user", List.of(1L))))
        .hasMessage("Cannot add column user twice; give it once");
    assertThat(Failed.with(() -> request.context("price", List.of(1.0, 2.0)).build()))
        .hasMessage(
            "Cannot look up: columns differ in length: {user=1, price=2}; give each a value for"
                + " every row");
    assertThat(Failed.with(() -> request.row("user", Instant.ofEpochMilli(1))))
        .hasMessage(
            "Cannot send user, row 1: lookups carry times in whole seconds, found"
                + " 1970-01-01T00:00:00.001Z; truncate it");
    assertThat(Failed.with(() -> request.row("user", List.of())))
        .hasMessageEndingWith("an empty list does not tell its type; give null instead");
    assertThat(node.lookups).hasValue(0);
  }

  @Test
  void many_rows_are_asked_for_in_parts_and_put_together_again() {
    AtomicInteger running = new AtomicInteger();
    AtomicInteger most = new AtomicInteger();
    Queue<Integer> sizes = new ConcurrentLinkedQueue<>();
    node.onLookup =
        (request, answer) -> {
          most.accumulateAndGet(running.incrementAndGet(), Math::max);
          sizes.add(request.getEntitiesOrThrow("user").getValCount());
          running.decrementAndGet();
          FakeNode.reply(answer, FakeNode.echo(request));
        };
    long count = 65_001;
    FeatureRows rows =
        client.lookup(
            LookupRequest.service("s")
                .column("user", LongStream.range(0, count).boxed().toList())
                .build());

    assertThat(rows.size()).isEqualTo((int) count);
    assertThat(rows.stream().mapToLong(row -> row.getLong("user")))
        .containsExactlyElementsOf(LongStream.range(0, count).boxed().toList());
    assertThat(sizes).hasSize(7).contains(10_000, 5_001);
    assertThat(most.get()).isBetween(1, 4);
  }

  @Test
  void at_most_four_parts_are_under_way() throws Exception {
    Queue<Runnable> waiting = new ConcurrentLinkedQueue<>();
    node.onLookup =
        (request, answer) -> waiting.add(() -> FakeNode.reply(answer, FakeNode.echo(request)));
    var rows =
        client.lookupAsync(
            LookupRequest.service("s")
                .column("user", IntStream.range(0, 60_000).boxed().toList())
                .build());
    for (int answered = 0; answered < 6; answered++) {
      Runnable next = waiting.poll();
      while (next == null) {
        Thread.onSpinWait();
        next = waiting.poll();
      }
      assertThat(node.lookups.get() - answered).isLessThanOrEqualTo(4);
      next.run();
    }
    assertThat(rows.get().size()).isEqualTo(60_000);
  }

  @Test
  void a_part_that_fails_fails_all() {
    node.onLookup =
        (request, answer) -> {
          if (request.getEntitiesOrThrow("user").getVal(0).getInt32Val() == 20_000) {
            answer.onError(
                io.grpc.Status.INVALID_ARGUMENT
                    .withDescription("Cannot read it")
                    .asRuntimeException());
          } else {
            FakeNode.reply(answer, FakeNode.echo(request));
          }
        };
    assertThat(
            Failed.with(() ->
                client.lookup(
                    LookupRequest.service("s")
                        .column("user", IntStream.range(0, 60_000).boxed().toList())
                        .build())))
        .hasMessage("Cannot read it")
        .returns(Kind.INVALID_REQUEST, TidemarkException::kind);
  }

  @Test
  void a_deployment_between_the_parts_is_noticed() {
    node.onLookup =
        (request, answer) -> {
          GetOnlineFeaturesResponse.Builder response = FakeNode.echo(request).toBuilder();
          response
              .getMetadataBuilder()
              .getFeatureNamesBuilder()
              .setVal(0, "user" + request.getEntitiesOrThrow("user").getValCount());
          FakeNode.reply(answer, response.build());
        };
    assertThat(
            Failed.with(() ->
                client.lookup(
                    LookupRequest.service("s")
                        .column("user", IntStream.range(0, 10_001).boxed().toList())
                        .build())))
        .hasMessageStartingWith("Cannot put the answers together: what is deployed changed");
  }

  @Test
  void settings_that_make_no_sense_are_refused() {
    for (String wrong : List.of("localhost", "localhost:", ":6567", "localhost:0", "a:70000")) {
      assertThatIllegalArgumentException()
          .isThrownBy(() -> TidemarkClient.builder(wrong))
          .withMessage("Cannot read address %s: expected host:port, such as localhost:6567", wrong);
    }
    assertThatIllegalArgumentException().isThrownBy(TidemarkClient::builder);
    assertThatIllegalArgumentException()
        .isThrownBy(() -> TidemarkClient.builder("a:1").retryBudget(Double.NaN))
        .withMessage("Cannot set retry budget NaN: expected 0, or a number from 0.001 to 1");
  }
}
