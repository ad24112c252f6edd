package dev.tidemark.sdk;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.function.BooleanSupplier;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** What calls beyond the first may cost. */
class BudgetTest {
  private static long times(BooleanSupplier spend) {
    return Stream.generate(spend::getAsBoolean).limit(1_000).takeWhile(spent -> spent).count();
  }

  @Test
  void second_calls_leave_half_of_it_to_repetitions() {
    Budget budget = new Budget(0.1);
    assertThat(times(budget::second)).isEqualTo(5);
    assertThat(times(() -> budget.repetition(false))).isEqualTo(5);
    assertThat(budget.repetition(true)).isTrue();
  }

  @Test
  void ten_successes_earn_a_call_up_to_ten() {
    Budget budget = new Budget(0.1);
    assertThat(times(() -> budget.repetition(false))).isEqualTo(10);
    for (int i = 0; i < 30; i++) {
      budget.succeeded();
    }
    assertThat(times(() -> budget.repetition(false))).isEqualTo(3);
    for (int i = 0; i < 1_000; i++) {
      budget.succeeded();
    }
    assertThat(times(() -> budget.repetition(false))).isEqualTo(10);
  }

  @Test
  void a_budget_of_nothing_has_nothing_even_for_what_is_urgent() {
    Budget budget = new Budget(0);
    budget.succeeded();
    assertThat(budget.second()).isFalse();
    assertThat(budget.repetition(true)).isFalse();
  }
}
