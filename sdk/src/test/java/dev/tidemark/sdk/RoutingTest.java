package dev.tidemark.sdk;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tidemark.sdk.routing.PartitionMap;
import dev.tidemark.serving.proto.RoutingServiceProto.EntityRouting;
import dev.tidemark.serving.proto.RoutingServiceProto.GetRoutingResponse;
import feast.proto.serving.ServingAPIProto.GetOnlineFeaturesRequest;
import feast.proto.serving.ServingAPIProto.GetOnlineFeaturesResponse;
import feast.proto.serving.ServingAPIProto.TidemarkCopy;
import io.grpc.Status;
import io.grpc.stub.ServerCallStreamObserver;
import io.grpc.stub.StreamObserver;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Where lookups go when nodes tell who has which keys. */
class RoutingTest {
  private static final int PARTITIONS = 6;

  private final FakeNode a = new FakeNode();
  private final FakeNode b = new FakeNode();
  private final FakeNode c = new FakeNode();
  private final List<FakeNode> nodes = List.of(a, b, c);
  private TidemarkClient client = client(0);

  /** Without a budget each lookup is one call, however slow the machine is. */
  private TidemarkClient client(double budget) {
    return TidemarkClient.builder(a.address()).plaintext().retryBudget(budget).build();
  }

  private void hedging() {
    client.close();
    client = client(0.1);
  }

  @AfterEach
  void close() {
    client.close();
    nodes.forEach(FakeNode::close);
  }

  /** The owners have the partitions in turns, each with a copy on the next one. */
  private static GetRoutingResponse routing(String... owners) {
    EntityRouting.Builder entity = EntityRouting.newBuilder();
    entity.addKeysBuilder().setName("user").setType("INT64");
    for (int i = 0; i < PARTITIONS; i++) {
      entity
          .addPartitionsBuilder()
          .setOwner(owners[i % owners.length])
          .addCopies(owners[(i + 1) % owners.length]);
    }
    return GetRoutingResponse.newBuilder().putEntities("user", entity.build()).build();
  }

  static GetRoutingResponse routing(FakeNode... owners) {
    return routing(Arrays.stream(owners).map(FakeNode::address).toArray(String[]::new));
  }

  private void tell(GetRoutingResponse routing) {
    nodes.forEach(node -> node.routing = routing);
  }

  private static LookupRequest user(long user) {
    return LookupRequest.service("s").row("user", user).deadline(Duration.ofSeconds(30)).build();
  }

  private int asked() {
    return nodes.stream().mapToInt(node -> node.lookups.get()).sum();
  }

  private void forget() {
    nodes.forEach(node -> node.lookups.set(0));
  }

  /** Makes lookups of different keys until something holds. */
  private void lookUpUntil(BooleanSupplier holds) {
    long end = System.nanoTime() + 30_000_000_000L;
    for (long user = 0; !holds.getAsBoolean(); user++) {
      assertThat(System.nanoTime()).isLessThan(end);
      assertThat(client.lookup(user(user)).get(0).getLong("user")).isEqualTo(user);
    }
  }

  /**
   * Makes lookups until the client has found all nodes, and taken enough of them to know delays.
   */
  private void meetAll() {
    lookUpUntil(() -> nodes.stream().allMatch(node -> node.lookups.get() > 100));
    forget();
  }

  /** A key that the node owns where all three have partitions. */
  private long keyOf(FakeNode node) {
    PartitionMap map = PartitionMap.of(routing(a, b, c));
    int number = map.nodes().indexOf(node.address());
    return LongStream.range(0, 1_000)
        .filter(user -> map.shares(user(user).part(0)).owned(number) > 0)
        .findFirst()
        .orElseThrow();
  }

  @Test
  void a_lookup_goes_to_the_owner_of_its_key() {
    tell(routing(a, b, c));
    meetAll();

    for (FakeNode node : nodes) {
      long user = keyOf(node);
      forget();
      for (int i = 0; i < 50; i++) {
        client.lookup(user(user));
      }
      assertThat(node.lookups.get()).isEqualTo(50);
      assertThat(asked()).isEqualTo(50);
    }
  }

  @Test
  void a_lookup_of_several_keys_goes_whole_to_the_owner_of_most() {
    tell(routing(a, b, c));
    meetAll();
    long ofB = keyOf(b);
    long ofC = keyOf(c);
    forget();

    for (int i = 0; i < 20; i++) {
      FeatureRows rows =
          client.lookup(LookupRequest.service("s").column("user", List.of(ofC, ofB, ofC)).build());
      assertThat(rows.size()).isEqualTo(3);
    }
    assertThat(c.lookups).hasValue(20);
    assertThat(asked()).isEqualTo(20);
  }

  @Test
  void keys_that_move_are_followed_at_once_when_copies_answer() {
    tell(routing(a, b));
    lookUpUntil(() -> b.lookups.get() > 0);
    assertThat(c.lookups).hasValue(0);
    for (FakeNode node : List.of(a, b)) {
      node.onLookup =
          (request, answer) -> {
            GetOnlineFeaturesResponse.Builder response = FakeNode.echo(request).toBuilder();
            response
                .getMetadataBuilder()
                .putTidemarkCopies("view", TidemarkCopy.newBuilder().setEvents(1).build());
            FakeNode.reply(answer, response.build());
          };
    }
    long moved = System.nanoTime();
    tell(routing(c));

    lookUpUntil(() -> c.lookups.get() > 0);
    assertThat(Duration.ofNanos(System.nanoTime() - moved)).isLessThan(Duration.ofSeconds(3));
    forget();
    for (int i = 0; i < 20; i++) {
      client.lookup(user(i));
    }
    assertThat(c.lookups).hasValue(20);
  }

  @Test
  void keys_that_move_are_followed_within_seconds_when_nobody_says_so() {
    tell(routing(a));
    lookUpUntil(() -> a.lookups.get() > 0);
    tell(routing(b));

    lookUpUntil(() -> b.lookups.get() > 0);
  }

  @Test
  void lookups_without_keys_go_to_the_node_with_the_fewest_under_way() {
    tell(routing(a, b, c));
    meetAll();
    var held = new ConcurrentLinkedQueue<Runnable>();
    CountDownLatch asked = new CountDownLatch(9);
    nodes.forEach(node ->
        node.onLookup =
            (request, answer) -> {
              held.add(() -> FakeNode.reply(answer, FakeNode.echo(request)));
              asked.countDown();
            });

    // No entity has this key, so that nobody owns it
    LookupRequest request = LookupRequest.service("s").row("shop", 1L).build();
    List<CompletableFuture<FeatureRows>> answers =
        IntStream.range(0, 9).mapToObj(i -> client.lookupAsync(request)).toList();
    await(asked);
    assertThat(nodes).allSatisfy(node -> assertThat(node.lookups).hasValue(3));
    held.forEach(Runnable::run);
    answers.forEach(CompletableFuture::join);
  }

  @Test
  void an_address_that_cannot_be_reached_costs_nothing() {
    FakeNode gone = new FakeNode();
    gone.close();
    // As inside of Kubernetes: a name that is not known here, a port where nobody listens, and an
    // address to which no packet goes
    tell(routing("no-such-host.invalid:6567", gone.address(), "192.0.2.1:6567"));

    long slowest = 0;
    client.lookup(user(0));
    for (int i = 0; i < 200; i++) {
      long begun = System.nanoTime();
      assertThat(client.lookup(user(i)).get(0).getLong("user")).isEqualTo(i);
      slowest = Math.max(slowest, System.nanoTime() - begun);
    }
    assertThat(a.lookups).hasValue(201);
    assertThat(Duration.ofNanos(slowest)).isLessThan(Duration.ofSeconds(5));
  }

  @Test
  void a_node_that_says_that_it_does_not_answer_is_not_asked() {
    tell(routing(a, b, c));
    meetAll();
    long ofB = keyOf(b);
    b.answersLookups(false);
    // It hears of it in a moment
    lookUpUntil(() -> {
      forget();
      client.lookup(user(ofB));
      return b.lookups.get() == 0;
    });

    forget();
    for (int i = 0; i < 20; i++) {
      client.lookup(user(ofB));
    }
    // It has the copy
    assertThat(c.lookups).hasValue(20);
  }

  @Test
  void a_client_of_given_nodes_only_asks_no_others() {
    tell(routing(b, c));
    try (TidemarkClient contented =
        TidemarkClient.builder(a.address()).plaintext().givenNodesOnly().build()) {
      for (int i = 0; i < 50; i++) {
        contented.lookup(user(i));
      }
    }
    assertThat(a.lookups).hasValue(50);
    assertThat(asked()).isEqualTo(50);
  }

  @Test
  void lookups_under_way_at_a_node_that_is_killed_are_answered_by_others() {
    hedging();
    tell(routing(a, b, c));
    meetAll();
    long ofB = keyOf(b);
    forget();
    int many = 200;
    CountDownLatch asked = new CountDownLatch(32);
    b.onLookup = (request, answer) -> asked.countDown();
    List<CompletableFuture<FeatureRows>> answers =
        IntStream.range(0, many).mapToObj(i -> client.lookupAsync(user(ofB))).toList();
    await(asked);
    b.close();

    answers.forEach(answer -> assertThat(answer.join().get(0).getLong("user")).isEqualTo(ofB));
    for (int i = 0; i < 50; i++) {
      assertThat(client.lookup(user(ofB)).get(0).getLong("user")).isEqualTo(ofB);
    }
  }

  @Test
  void a_second_node_is_asked_when_the_owner_is_slow_and_the_slow_call_is_cancelled() {
    hedging();
    tell(routing(a, b, c));
    meetAll();
    long ofB = keyOf(b);
    forget();
    CountDownLatch cancelled = new CountDownLatch(1);
    b.onLookup =
        (request, answer) ->
            ((ServerCallStreamObserver<?>) answer).setOnCancelHandler(cancelled::countDown);

    long begun = System.nanoTime();
    assertThat(client.lookup(user(ofB)).get(0).getLong("user")).isEqualTo(ofB);
    assertThat(Duration.ofNanos(System.nanoTime() - begun)).isLessThan(Duration.ofSeconds(5));
    await(cancelled);
    // The one that has the copy
    assertThat(b.lookups).hasValue(1);
    assertThat(c.lookups).hasValue(1);
    assertThat(a.lookups).hasValue(0);
  }

  @Test
  void a_node_that_stalls_is_passed_over_when_many_calls_wait_for_it() throws Exception {
    tell(routing(a, b, c));
    meetAll();
    long ofB = keyOf(b);
    forget();
    b.onLookup = (request, answer) -> {};
    List<CompletableFuture<FeatureRows>> answers = new ArrayList<>();
    for (int i = 0; i < 300; i++) {
      answers.add(client.lookupAsync(user(ofB)));
      Thread.sleep(1);
    }

    assertThat(b.lookups.get()).isBetween(32, 150);
    answers.forEach(answer -> answer.cancel(false));
  }

  @Test
  void slow_nodes_are_asked_a_tenth_more_at_most() {
    hedging();
    tell(routing(a, b, c));
    meetAll();
    nodes.forEach(node ->
        node.onLookup =
            (request, answer) ->
                CompletableFuture.delayedExecutor(150, TimeUnit.MILLISECONDS)
                    .execute(() -> FakeNode.reply(answer, FakeNode.echo(request))));

    int lookups = 400;
    for (int round = 0; round < lookups / 20; round++) {
      List<CompletableFuture<FeatureRows>> answers = new ArrayList<>();
      LongStream.range(0, 20).forEach(user -> answers.add(client.lookupAsync(user(user))));
      answers.forEach(CompletableFuture::join);
    }
    assertThat(asked() - lookups).isBetween(1, 10 + lookups / 10);
  }

  @Test
  void a_budget_of_nothing_asks_no_second_node() {
    tell(routing(a, b, c));
    meetAll();
    nodes.forEach(node ->
        node.onLookup =
            (request, answer) ->
                CompletableFuture.delayedExecutor(40, TimeUnit.MILLISECONDS)
                    .execute(() -> FakeNode.reply(answer, FakeNode.echo(request))));
    for (int i = 0; i < 30; i++) {
      client.lookup(user(i));
    }
    assertThat(asked()).isEqualTo(30);
  }

  @Test
  void an_overloaded_owner_is_not_asked_again_while_another_can_answer() {
    hedging();
    tell(routing(a, b, c));
    meetAll();
    long ofB = keyOf(b);
    forget();
    b.onLookup =
        (GetOnlineFeaturesRequest request, StreamObserver<GetOnlineFeaturesResponse> answer) ->
            answer.onError(Status.RESOURCE_EXHAUSTED.asRuntimeException());

    assertThat(client.lookup(user(ofB)).get(0).getLong("user")).isEqualTo(ofB);
    assertThat(b.lookups).hasValue(1);
    assertThat(c.lookups).hasValue(1);

    // Nor by the next ones, for a while
    for (int i = 0; i < 10; i++) {
      assertThat(client.lookup(user(ofB)).get(0).getLong("user")).isEqualTo(ofB);
    }
    assertThat(b.lookups).hasValue(1);
  }

  private static void await(CountDownLatch latch) {
    try {
      assertThat(latch.await(30, TimeUnit.SECONDS)).isTrue();
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }
}
