package dev.tidemark.sdk;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tidemark.sdk.TidemarkException.Kind;
import io.grpc.Status;
import io.grpc.stub.ServerCallStreamObserver;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.EnumSource.Mode;

/** What a client does when nodes fail. */
class RetriesTest {
  private static final LookupRequest REQUEST =
      LookupRequest.service("s").row("user", 7L).deadline(Duration.ofSeconds(30)).build();

  private final FakeNode node = new FakeNode();
  private final TidemarkClient client = TidemarkClient.plaintext(node.address());

  @AfterEach
  void close() {
    client.close();
    node.close();
  }

  private void fail(int times, Status status) {
    node.onLookup =
        (request, answer) -> {
          if (node.lookups.get() <= times) {
            answer.onError(status.asRuntimeException());
          } else {
            FakeNode.reply(answer, FakeNode.echo(request));
          }
        };
  }

  @ParameterizedTest
  @EnumSource(
      value = Status.Code.class,
      names = {"UNAVAILABLE", "RESOURCE_EXHAUSTED", "CANCELLED"})
  void a_node_that_cannot_answer_for_a_moment_is_asked_again(Status.Code code) {
    fail(2, code.toStatus());

    assertThat(client.lookup(REQUEST).get(0).getLong("user")).isEqualTo(7);
    assertThat(node.lookups).hasValue(3);
  }

  @ParameterizedTest
  @EnumSource(
      value = Status.Code.class,
      mode = Mode.EXCLUDE,
      names = {"OK", "UNAVAILABLE", "RESOURCE_EXHAUSTED", "CANCELLED"})
  void every_other_failure_is_told_at_once(Status.Code code) {
    fail(1, code.toStatus().withDescription("Cannot say"));

    TidemarkException e = Failed.with(() -> client.lookup(REQUEST));
    assertThat(e).hasMessage("Cannot say");
    assertThat(e.kind())
        .isEqualTo(
            switch (code) {
              case NOT_FOUND -> Kind.NOT_FOUND;
              case INVALID_ARGUMENT, OUT_OF_RANGE, FAILED_PRECONDITION, UNIMPLEMENTED ->
                  Kind.INVALID_REQUEST;
              case PERMISSION_DENIED, UNAUTHENTICATED -> Kind.DENIED;
              case DEADLINE_EXCEEDED -> Kind.DEADLINE_EXCEEDED;
              default -> Kind.FAILED;
            });
    assertThat(node.lookups).hasValue(1);
  }

  @Test
  void the_budget_bounds_repetitions_of_all_lookups() {
    fail(
        Integer.MAX_VALUE,
        Status.UNAVAILABLE.withDescription("Cannot look up: nothing is deployed yet"));

    for (int i = 0; i < 100; i++) {
      assertThat(Failed.with(() -> client.lookup(REQUEST)))
          .hasMessage("Cannot look up: nothing is deployed yet")
          .returns(Kind.UNAVAILABLE, TidemarkException::kind);
    }
    assertThat(node.lookups.get()).isBetween(103, 110);
  }

  @Test
  void successes_earn_a_tenth_of_a_repetition_each() {
    node.onLookup =
        (request, answer) -> {
          // Every second attempt fails, so that without a budget every lookup would need two
          if (node.lookups.get() % 2 == 0) {
            answer.onError(Status.UNAVAILABLE.asRuntimeException());
          } else {
            FakeNode.reply(answer, FakeNode.echo(request));
          }
        };
    int answered = 0;
    for (int i = 0; i < 300; i++) {
      try {
        client.lookup(REQUEST);
        answered++;
      } catch (TidemarkException e) {
        assertThat(e.kind()).isEqualTo(Kind.UNAVAILABLE);
      }
    }
    assertThat(node.lookups.get() - 300).isBetween(5, 10 + answered / 10);
  }

  @Test
  void a_budget_of_nothing_repeats_nothing() {
    fail(1, Status.UNAVAILABLE);

    try (TidemarkClient frugal =
        TidemarkClient.builder(node.address()).plaintext().retryBudget(0).build()) {
      assertThat(Failed.with(() -> frugal.lookup(REQUEST)).kind()).isEqualTo(Kind.UNAVAILABLE);
    }
    assertThat(node.lookups).hasValue(1);
  }

  @Test
  void a_node_that_never_answers_costs_the_deadline_and_is_not_asked_again() {
    node.onLookup = (request, answer) -> {};

    TidemarkException e =
        Failed.with(() ->
            client.lookup(
                LookupRequest.service("s")
                    .row("user", 7L)
                    .deadline(Duration.ofMillis(50))
                    .build()));
    assertThat(e.kind()).isEqualTo(Kind.DEADLINE_EXCEEDED);
    assertThat(e).hasMessageStartingWith("Cannot look up: DEADLINE_EXCEEDED: ");
    assertThat(node.lookups.get()).isLessThan(2);
  }

  @Test
  void the_clients_deadline_holds_for_requests_that_have_none() {
    node.onLookup = (request, answer) -> {};

    try (TidemarkClient hasty =
        TidemarkClient.builder(node.address())
            .plaintext()
            .lookupDeadline(Duration.ofMillis(50))
            .build()) {
      assertThat(
              Failed.with(() -> hasty.lookup(LookupRequest.service("s").row("user", 7L).build()))
                  .kind())
          .isEqualTo(Kind.DEADLINE_EXCEEDED);
    }
  }

  @Test
  void a_cancelled_future_ends_the_call() throws InterruptedException {
    CountDownLatch asked = new CountDownLatch(1);
    CountDownLatch ended = new CountDownLatch(1);
    node.onLookup =
        (request, answer) -> {
          ((ServerCallStreamObserver<?>) answer).setOnCancelHandler(ended::countDown);
          asked.countDown();
        };

    CompletableFuture<FeatureRows> rows = client.lookupAsync(REQUEST);
    assertThat(asked.await(30, TimeUnit.SECONDS)).isTrue();
    rows.cancel(true);
    assertThat(ended.await(30, TimeUnit.SECONDS)).isTrue();
  }

  @Test
  void an_interrupted_thread_stays_interrupted() {
    Thread.currentThread().interrupt();

    assertThat(Failed.with(() -> client.lookup(REQUEST)).kind()).isEqualTo(Kind.CANCELLED);
    assertThat(Thread.interrupted()).isTrue();
  }

  @Test
  void another_node_answers_for_one_that_is_gone() {
    FakeNode gone = new FakeNode();
    gone.close();

    try (TidemarkClient both =
        TidemarkClient.builder(gone.address(), node.address()).plaintext().build()) {
      for (int i = 0; i < 20; i++) {
        assertThat(both.lookup(REQUEST).size()).isEqualTo(1);
      }
    }
  }

  @Test
  void both_of_two_nodes_are_asked() {
    try (FakeNode other = new FakeNode();
        TidemarkClient both =
            TidemarkClient.builder(other.address(), node.address()).plaintext().build()) {
      // Until both are connected
      while (node.lookups.get() == 0 || other.lookups.get() == 0) {
        both.lookup(REQUEST);
      }
    }
  }

  @Test
  void a_host_that_nobody_knows_and_a_closed_client_are_unavailable() {
    try (TidemarkClient lost = TidemarkClient.plaintext("no-such-host.invalid:6567")) {
      TidemarkException e = Failed.with(() -> lost.lookup(REQUEST));
      assertThat(e.kind()).isEqualTo(Kind.UNAVAILABLE);
      assertThat(e).hasMessageContaining("host no-such-host.invalid is not known");
    }
    client.close();
    assertThat(Failed.with(() -> client.lookup(REQUEST)).kind()).isEqualTo(Kind.UNAVAILABLE);
  }
}
