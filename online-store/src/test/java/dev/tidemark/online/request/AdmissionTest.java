package dev.tidemark.online.request;

import static java.util.concurrent.CompletableFuture.completedFuture;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tidemark.registry.definition.Settings.Limits;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class AdmissionTest {
  private final CountDownLatch go = new CountDownLatch(1);
  private final Admission admission = new Admission(new Limits(2, 3, 10));

  @AfterEach
  void stop() {
    go.countDown();
    admission.close();
  }

  private CompletableFuture<String> held() {
    await(go);
    return completedFuture("answer");
  }

  private static void await(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  /** As many as may come in before it is known how long they take. */
  private void fill(List<CompletableFuture<String>> answers) {
    for (int i = 0; i < 5; i++) {
      answers.add(admission.answer(this::held));
    }
  }

  @Test
  void beyond_those_that_run_and_wait_one_is_refused_at_once() {
    List<CompletableFuture<String>> answers = new ArrayList<>();
    fill(answers);

    CompletableFuture<String> refused = admission.answer(this::held);

    assertThat(refused).isCompletedExceptionally();
    assertThatThrownBy(refused::join)
        .cause()
        .isInstanceOfSatisfying(RequestException.class, e -> assertThat(e.status()).isEqualTo(429))
        .hasMessage(
            "Cannot look up now: the node works on 2 lookups and too many others wait; try again"
                + " soon, ask other nodes, or raise serving.max_waiting_lookups");
    assertThat(answers).noneMatch(CompletableFuture::isDone);
    go.countDown();
    assertThat(answers).allSatisfy(answer -> assertThat(answer.join()).isEqualTo("answer"));
  }

  @Test
  void room_that_becomes_free_is_given_again() {
    List<CompletableFuture<String>> answers = new ArrayList<>();
    fill(answers);
    go.countDown();
    answers.forEach(CompletableFuture::join);

    for (int i = 0; i < 1000; i++) {
      assertThat(admission.answer(() -> completedFuture("next")).join()).isEqualTo("next");
    }
  }

  @Test
  void a_burst_of_small_lookups_may_wait() {
    for (int i = 0; i < 1000; i++) {
      admission.answer(() -> completedFuture("small")).join();
    }
    List<CompletableFuture<String>> answers = new ArrayList<>();
    for (int i = 0; i < 8; i++) {
      answers.add(admission.answer(this::held));
    }

    assertThat(answers).noneMatch(CompletableFuture::isDone);
  }

  @Test
  void a_caller_does_its_own_lookup_while_nobody_waits() {
    assertThat(admission.answerHere(() -> completedFuture(Thread.currentThread())).join())
        .isSameAs(Thread.currentThread());
  }

  @Test
  void a_caller_leaves_its_lookup_to_those_at_work_when_they_are_enough() {
    List<CompletableFuture<String>> working =
        List.of(admission.answer(this::held), admission.answer(this::held));
    assertThat(working).noneMatch(CompletableFuture::isDone);

    CompletableFuture<Thread> left =
        admission.answerHere(() -> completedFuture(Thread.currentThread()));

    assertThat(left).isNotDone();
    go.countDown();
    assertThat(left.join()).isNotSameAs(Thread.currentThread());
  }

  @Test
  void what_came_while_callers_were_at_work_is_done_after_them() {
    List<CompletableFuture<String>> answers = new ArrayList<>();
    List<Thread> callers = new ArrayList<>();
    for (int i = 0; i < 2; i++) {
      CountDownLatch begun = new CountDownLatch(1);
      callers.add(
          Thread.startVirtualThread(() -> {
            var _ =
                admission.answerHere(() -> {
                  begun.countDown();
                  return held();
                });
          }));
      await(begun);
    }
    for (int i = 0; i < 3; i++) {
      answers.add(admission.answerHere(() -> completedFuture("late")));
    }
    assertThat(answers).noneMatch(CompletableFuture::isDone);

    go.countDown();

    assertThat(answers).allSatisfy(answer -> assertThat(answer.join()).isEqualTo("late"));
    assertThat(callers)
        .allSatisfy(caller -> assertThat(caller.join(Duration.ofSeconds(10))).isTrue());
  }

  @Test
  void a_failure_is_the_callers_and_leaves_room() {
    for (int i = 0; i < 100; i++) {
      assertThatThrownBy(() ->
              admission
                  .answer(() -> {
                    throw new IllegalArgumentException("wrong");
                  })
                  .join())
          .isInstanceOf(CompletionException.class)
          .hasRootCauseMessage("wrong");
    }
    assertThat(admission.answer(() -> completedFuture("right")).join()).isEqualTo("right");
  }

  @Test
  void what_is_inside_is_answered_after_closing_and_others_are_not() {
    CompletableFuture<String> inside = admission.answer(this::held);

    admission.close();

    assertThatThrownBy(() -> admission.answer(() -> completedFuture("late")).join())
        .cause()
        .isInstanceOfSatisfying(RequestException.class, e -> assertThat(e.status()).isEqualTo(503))
        .hasMessage("Cannot look up: the node is stopping");
    go.countDown();
    assertThat(inside.join()).isEqualTo("answer");
  }
}
