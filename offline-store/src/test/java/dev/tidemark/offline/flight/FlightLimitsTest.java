package dev.tidemark.offline.flight;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.google.protobuf.ByteString;
import com.google.protobuf.UnsafeByteOperations;
import dev.tidemark.offline.ServedHistory;
import dev.tidemark.offline.duckdb.TestDuck;
import dev.tidemark.offline.flight.TestClient.Got;
import dev.tidemark.registry.deployment.Deployment;
import io.grpc.stub.StreamObserver;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;
import org.apache.arrow.flight.CallOptions;
import org.apache.arrow.flight.FlightClient.ExchangeReaderWriter;
import org.apache.arrow.flight.FlightRuntimeException;
import org.apache.arrow.flight.FlightStatusCode;
import org.apache.arrow.flight.FlightStream;
import org.apache.arrow.flight.Ticket;
import org.apache.arrow.flight.impl.Flight.FlightData;
import org.apache.arrow.flight.impl.Flight.FlightDescriptor;
import org.apache.arrow.flight.impl.FlightServiceGrpc;
import org.apache.arrow.vector.BigIntVector;
import org.apache.arrow.vector.VarCharVector;
import org.apache.arrow.vector.VectorSchemaRoot;
import org.apache.arrow.vector.dictionary.Dictionary;
import org.apache.arrow.vector.dictionary.DictionaryEncoder;
import org.apache.arrow.vector.dictionary.DictionaryProvider.MapDictionaryProvider;
import org.apache.arrow.vector.types.pojo.DictionaryEncoding;
import org.apache.arrow.vector.util.Text;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Clients that go, that are slow, that are many, and that send what is no spine. */
@SuppressWarnings("try") // Flight's own classes throw any Exception when they are closed
class FlightLimitsTest {
  private static final String COUNT = "{\"features\": [\"activity:edits\"]}";
  private static final String SMALL =
      "SELECT 'x' AS \"user\", TIMESTAMPTZ '2026-01-31 09:40:00+00' AS event_timestamp";

  @TempDir Path folder;
  private ServedHistory history;
  private FlightServer server;
  private TestClient client;
  private volatile CaughtUp caughtUp = timeout -> true;
  private volatile Supplier<Optional<Deployment>> deployed =
      () -> Optional.of(history.deployment());

  @BeforeEach
  void write() throws Exception {
    history = new ServedHistory(folder.resolve("state"));
  }

  private void serve(Exports.Limits running, Stage.Limits staged) throws Exception {
    server =
        new FlightServer(
            new FlightServer.Parts(
                history.sets(), () -> deployed.get(), timeout -> caughtUp.await(timeout)),
            0,
            Optional.empty(),
            running,
            staged);
    client = new TestClient(server.port());
  }

  private void serve() throws Exception {
    serve(Exports.Limits.USUAL, Stage.Limits.USUAL);
  }

  @AfterEach
  void close() throws Exception {
    eventually(() -> server.spines() == 0);
    eventually(() -> TestDuck.scratches() == 1);
    client.close();
    server.close();
    history.close();
    assertThat(TestDuck.scratches()).as("temporary folders").isZero();
  }

  private static void eventually(BooleanSupplier condition) throws InterruptedException {
    for (int i = 0; i < 1_000 && !condition.getAsBoolean(); i++) {
      Thread.sleep(10);
    }
    assertThat(condition.getAsBoolean()).as("within 10 s").isTrue();
  }

  private static void refused(Runnable call, FlightStatusCode code, String message) {
    FlightRuntimeException e = catchThrowableOfType(FlightRuntimeException.class, call::run);
    assertThat(e).as("refusal").isNotNull();
    assertThat(e.status().description()).isEqualTo(message);
    assertThat(e.status().code()).isEqualTo(code);
  }

  private Got exchange(String command, String spine) {
    try {
      return client.exchange(command, spine);
    } catch (RuntimeException e) {
      throw e;
    } catch (Exception e) {
      throw new AssertionError(e);
    }
  }

  @Test
  void a_client_that_reads_slowly_gets_every_row_in_order() throws Exception {
    serve();
    // Some 30 MB, of which little fits between server and client; of an exchange Arrow's client
    // takes in all that comes
    Ticket ticket =
        client.put(
            COUNT,
            """
            SELECT i, 'x' AS "user", repeat('é', 150) AS filler,
              TIMESTAMPTZ '2026-01-31 09:30:00+00' + to_milliseconds((i * 104729) % 600000) AS event_timestamp
            FROM range(100000) t(i)
            """,
            20_000);
    try (FlightStream answer = client.flight.getStream(ticket)) {
      assertThat(answer.getSchema().getFields()).hasSize(5);
      Thread.sleep(500);
      assertThat(server.spines()).as("the spine of the export that waits for its client").isOne();
      long next = 0;
      int batches = 0;
      while (answer.next()) {
        BigIntVector numbers = (BigIntVector) answer.getRoot().getVector("i");
        BigIntVector edits = (BigIntVector) answer.getRoot().getVector("edits");
        for (int row = 0; row < numbers.getValueCount(); row++) {
          assertThat(numbers.get(row)).isEqualTo(next);
          // An event of x every 52.5 s, from the start on; those before T count
          assertThat(edits.get(row)).isEqualTo((next * 104_729 % 600_000 + 52_499) / 52_500);
          next++;
        }
        batches++;
      }
      assertThat(next).isEqualTo(100_000);
      assertThat(batches).isGreaterThan(5);
    }
  }

  @Test
  void a_client_that_goes_while_it_is_answered_leaves_nothing() throws Exception {
    serve();
    try (ExchangeReaderWriter exchange = client.flight.doExchange(TestClient.descriptor(COUNT))) {
      client.send(
          exchange.getWriter(),
          """
          SELECT repeat('é', 200) AS filler, 'x' AS "user", TIMESTAMPTZ '2026-01-31 09:40:00+00' AS event_timestamp
          FROM range(100000)
          """,
          20_000);
      assertThat(exchange.getReader().next()).isTrue();
      assertThat(TestDuck.scratches()).isGreaterThan(1);
      exchange.getReader().cancel("enough", null);
    }
    eventually(() -> TestDuck.scratches() == 1);
  }

  @Test
  void a_client_that_goes_while_the_history_is_waited_for_leaves_nothing() throws Exception {
    serve();
    CountDownLatch waits = new CountDownLatch(1);
    CompletableFuture<Boolean> interrupted = new CompletableFuture<>();
    caughtUp =
        timeout -> {
          waits.countDown();
          try {
            Thread.sleep(timeout);
            interrupted.complete(false);
          } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            interrupted.complete(true);
          }
          return false;
        };
    try (ExchangeReaderWriter exchange = client.flight.doExchange(TestClient.descriptor(COUNT))) {
      client.send(exchange.getWriter(), SMALL, 1);
      waits.await();
      exchange.getReader().cancel("enough", null);
    }
    assertThat(interrupted.get(10, TimeUnit.SECONDS)).isTrue();
  }

  @Test
  void a_client_that_goes_before_the_join_ends_it() throws Exception {
    serve();
    CountDownLatch asked = new CountDownLatch(1);
    CountDownLatch gone = new CountDownLatch(1);
    deployed =
        () -> {
          asked.countDown();
          awaitWhateverHappens(gone);
          return Optional.of(history.deployment());
        };
    try (ExchangeReaderWriter exchange = client.flight.doExchange(TestClient.descriptor(COUNT))) {
      client.send(exchange.getWriter(), SMALL, 1);
      asked.await();
      exchange.getReader().cancel("enough", null);
    }
    Thread.sleep(200);
    gone.countDown();
  }

  private static void awaitWhateverHappens(CountDownLatch latch) {
    boolean interrupted = false;
    while (true) {
      try {
        latch.await();
        break;
      } catch (InterruptedException e) {
        interrupted = true;
      }
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }

  @Test
  void a_client_that_goes_in_the_middle_of_its_spine_leaves_nothing() throws Exception {
    serve();
    try (ExchangeReaderWriter exchange = client.flight.doExchange(TestClient.descriptor(COUNT))) {
      try (var rows = client.duck.arrow(SMALL, client.memory, 1)) {
        exchange.getWriter().start(rows.getVectorSchemaRoot());
        eventually(() -> server.spines() == 1);
        exchange.getReader().cancel("enough", null);
      }
    }
  }

  @Test
  void several_clients_at_once_get_what_each_asked_for() throws Exception {
    serve();
    try (ExecutorService threads = Executors.newFixedThreadPool(6)) {
      List<Future<Got>> answers = new ArrayList<>();
      for (int i = 0; i < 6; i++) {
        String user = List.of("x", "nobody").get(i % 2);
        answers.add(
            threads.submit(() -> {
              try (TestClient own = new TestClient(server.port())) {
                return own.exchange(
                    COUNT,
                    SMALL.replace("'x'", "'" + user + "'") + ", range AS i FROM range(5000)");
              }
            }));
      }
      for (int i = 0; i < 6; i++) {
        String end = i % 2 == 0 ? ", 12]" : ", 0]";
        assertThat(answers.get(i).get().rows())
            .hasSize(5_000)
            .allMatch(row -> row.endsWith(end), end);
      }
    }
  }

  @Test
  void those_for_whom_there_is_no_place_are_told_to_come_again() throws Exception {
    serve(new Exports.Limits(1, 1), Stage.Limits.USUAL);
    CountDownLatch go = new CountDownLatch(1);
    CountDownLatch waiting = new CountDownLatch(2);
    caughtUp =
        timeout -> {
          waiting.countDown();
          awaitWhateverHappens(go);
          return true;
        };
    try (ExecutorService threads = Executors.newFixedThreadPool(2);
        TestClient one = new TestClient(server.port());
        TestClient two = new TestClient(server.port())) {
      Future<Got> first = threads.submit(() -> one.exchange(COUNT, SMALL));
      Future<Got> second = threads.submit(() -> two.exchange(COUNT, SMALL));
      waiting.await();
      String full = "Cannot cut a training set now: 1 are being cut and 1 wait; try again later";
      refused(() -> exchange(COUNT, SMALL), FlightStatusCode.RESOURCE_EXHAUSTED, full);
      Ticket ticket = client.put(COUNT, SMALL, 1);
      assertThatThrownBy(() -> client.get(ticket)).hasMessage(full);
      go.countDown();
      assertThat(first.get().rows()).hasSize(1);
      assertThat(second.get().rows()).hasSize(1);
      // A ticket that was refused for want of a place is still good
      assertThat(client.get(ticket).rows()).hasSize(1);
    }
  }

  @Test
  void spines_that_nobody_gets_are_removed() throws Exception {
    serve(Exports.Limits.USUAL, new Stage.Limits(2, 1 << 20, Duration.ofSeconds(1)));
    Ticket ticket = client.put(COUNT, SMALL, 1);
    client.put(COUNT, SMALL, 1);
    refused(
        () -> exchange(COUNT, SMALL),
        FlightStatusCode.RESOURCE_EXHAUSTED,
        "Cannot take a spine: 2 others are here; try again later");
    eventually(() -> server.spines() == 0);
    assertThatThrownBy(() -> client.get(ticket))
        .hasMessageStartingWith("Cannot find the spine of the ticket: ");
    refused(
        () -> exchange(COUNT, SMALL + ", repeat('x', 200) FROM range(10000)"),
        FlightStatusCode.RESOURCE_EXHAUSTED,
        "Cannot take the spine: all spines that are here would take more than 1,048,576 bytes; try again later, or send fewer columns");
    assertThat(exchange(COUNT, SMALL).rows()).hasSize(1);
  }

  @Test
  void a_history_that_does_not_catch_up_is_told_unless_nobody_wants_to_wait() throws Exception {
    serve();
    List<Duration> patience = new ArrayList<>();
    caughtUp =
        timeout -> {
          patience.add(timeout);
          return false;
        };
    refused(
        () -> exchange(COUNT, SMALL),
        FlightStatusCode.UNAVAILABLE,
        "Cannot cut the training set: the history has not caught up within 300 s; see tidemark status, or take it as it is with no_wait");
    try (ExchangeReaderWriter exchange =
        client.flight.doExchange(
            TestClient.descriptor(COUNT), CallOptions.timeout(20, TimeUnit.SECONDS))) {
      client.send(exchange.getWriter(), SMALL, 1);
      assertThatThrownBy(() -> client.got(exchange.getReader()))
          .isInstanceOf(FlightRuntimeException.class);
    }
    assertThat(patience.getLast()).isBetween(Duration.ofSeconds(10), Duration.ofSeconds(20));
    assertThat(exchange(COUNT.replace("}", ", \"no_wait\": true}"), SMALL).rows()).hasSize(1);
  }

  @Test
  void before_anything_is_deployed_it_is_unavailable() throws Exception {
    serve();
    deployed = Optional::empty;
    refused(
        () -> exchange(COUNT, SMALL),
        FlightStatusCode.UNAVAILABLE,
        "Cannot cut a training set: nothing is deployed yet");
  }

  @Test
  void words_of_a_dictionary_are_read_as_words() throws Exception {
    serve();
    try (VarCharVector words = new VarCharVector("words", client.memory);
        VarCharVector users = new VarCharVector("user", client.memory);
        VarCharVector times = new VarCharVector("event_timestamp", client.memory)) {
      fill(words, "x", "é𝄞");
      fill(users, "é𝄞", "x", null, "x");
      String time = "2026-01-31T09:40:00Z";
      fill(times, time, time, time, time);
      Dictionary dictionary = new Dictionary(words, new DictionaryEncoding(7, false, null));
      MapDictionaryProvider dictionaries = new MapDictionaryProvider(dictionary);
      try (var encoded = DictionaryEncoder.encode(users, dictionary);
          VectorSchemaRoot root =
              VectorSchemaRoot.of((org.apache.arrow.vector.FieldVector) encoded, times);
          ExchangeReaderWriter exchange = client.flight.doExchange(TestClient.descriptor(COUNT))) {
        exchange.getWriter().start(root, dictionaries);
        exchange.getWriter().putNext();
        exchange.getWriter().completed();
        Got got = client.got(exchange.getReader());
        assertThat(got.columns().getFirst()).isEqualTo(List.of("user", "VARCHAR"));
        assertThat(got.rows())
            .containsExactly(
                "[é𝄞, %s, 12]".formatted(time),
                "[x, %s, 12]".formatted(time),
                "[null, %s, 0]".formatted(time),
                "[x, %s, 12]".formatted(time));
      }
    }
  }

  private static void fill(VarCharVector vector, String... values) {
    vector.allocateNew();
    for (int i = 0; i < values.length; i++) {
      if (values[i] != null) {
        vector.setSafe(i, new Text(values[i]));
      }
    }
    vector.setValueCount(values.length);
  }

  /** Sends what no client of Arrow's would, and gives the refusal. */
  private String sendRaw(FlightData... messages) throws Exception {
    CompletableFuture<String> refusal = new CompletableFuture<>();
    StreamObserver<FlightData> to =
        FlightServiceGrpc.newStub(client.channel)
            .doExchange(
                new StreamObserver<>() {
                  @Override
                  public void onNext(FlightData data) {}

                  @Override
                  public void onError(Throwable failure) {
                    refusal.complete(failure.getMessage());
                  }

                  @Override
                  public void onCompleted() {
                    refusal.complete("none");
                  }
                });
    FlightDescriptor descriptor =
        FlightDescriptor.newBuilder()
            .setType(FlightDescriptor.DescriptorType.CMD)
            .setCmd(ByteString.copyFromUtf8(COUNT))
            .build();
    to.onNext(FlightData.newBuilder().setFlightDescriptor(descriptor).build());
    for (FlightData message : messages) {
      to.onNext(message);
    }
    to.onCompleted();
    return refusal.get(20, TimeUnit.SECONDS);
  }

  @Test
  void what_is_no_spine_is_refused_before_native_code_sees_it() throws Exception {
    serve();
    List<FlightData> good = new ArrayList<>();
    try (VarCharVector users = new VarCharVector("user", client.memory);
        VarCharVector times = new VarCharVector("event_timestamp", client.memory)) {
      fill(users, "x", "y");
      fill(times, "2026-01-31", "2026-01-31");
      VectorSchemaRoot root = VectorSchemaRoot.of(users, times);
      good.add(Outgoing.schema(root.getSchema()));
      Outgoing.batches(root, good::add);
      assertThat(sendRaw(good.toArray(FlightData[]::new))).isEqualTo("none");
      // An offset far behind the text
      users.getOffsetBuffer().setInt(4, 1 << 30);
      Outgoing.batches(root, good::add);
      assertThat(sendRaw(good.get(0), good.get(2)))
          .startsWith("INVALID_ARGUMENT: Cannot read the spine: ");
      // One that goes back
      users.getOffsetBuffer().setInt(4, -5);
      Outgoing.batches(root, good::add);
      assertThat(sendRaw(good.get(0), good.get(3)))
          .startsWith("INVALID_ARGUMENT: Cannot read the spine: ");
    }
    FlightData batch = good.get(1);
    FlightData shorter =
        batch.toBuilder()
            .setDataBody(batch.getDataBody().substring(0, batch.getDataBody().size() - 8))
            .build();
    assertThat(sendRaw(good.getFirst(), shorter))
        .startsWith("INVALID_ARGUMENT: Cannot read the spine: a message has a body of ");
    assertThat(
            sendRaw(
                FlightData.newBuilder()
                    .setDataHeader(UnsafeByteOperations.unsafeWrap(new byte[] {1, 2, 3}))
                    .build()))
        .startsWith("INVALID_ARGUMENT: Cannot read the spine: a message has no header of Arrow's");
    String order =
        "INVALID_ARGUMENT: Cannot read the spine: expected a schema and then batches, found a message of kind ";
    assertThat(sendRaw(batch)).isEqualTo(order + "RecordBatch");
    assertThat(sendRaw(good.getFirst(), good.getFirst())).isEqualTo(order + "Schema");
    // One bit after the other, with whatever it makes of the rest
    for (int bit = 0; bit < 8 * batch.getDataHeader().size(); bit += 29) {
      FlightData spoilt =
          batch.toBuilder().setDataHeader(flipped(batch.getDataHeader(), bit)).build();
      assertThat(sendRaw(good.getFirst(), spoilt)).as("bit %d", bit).doesNotContain("INTERNAL");
    }
    for (int bit = 0; bit < 8 * batch.getDataBody().size(); bit += 13) {
      FlightData spoilt = batch.toBuilder().setDataBody(flipped(batch.getDataBody(), bit)).build();
      assertThat(sendRaw(good.getFirst(), spoilt)).as("bit %d", bit).doesNotContain("INTERNAL");
    }
  }

  private static ByteString flipped(ByteString bytes, int bit) {
    byte[] flipped = bytes.toByteArray();
    flipped[bit / 8] ^= (byte) (1 << (bit % 8));
    return UnsafeByteOperations.unsafeWrap(flipped);
  }
}
