package dev.tidemark.online.fold;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class FoldPaceTest {
  private final FoldPace pace = new FoldPace();
  private long now = 1_000_000;

  /**
   * Of a second in which events come, that were appended so many milliseconds before: how often
   * their changes are stored and committed.
   */
  private String second(long behind) {
    int stored = 0;
    int committed = 0;
    for (int passed = 0; passed < 1_000; passed += 5) {
      now += 5;
      pace.folded(now, now - behind);
      stored += pace.toStore(now) ? 1 : 0;
      committed += pace.toCommit(now) ? 1 : 0;
    }
    return stored + " stored, " + committed + " committed";
  }

  @Test
  void the_further_behind_the_longer_changes_wait() {
    assertThat(second(3)).isEqualTo("200 stored, 10 committed");
    assertThat(second(499)).isEqualTo("200 stored, 10 committed");
    assertThat(second(500)).isEqualTo("20 stored, 10 committed");
    assertThat(second(2_000)).isEqualTo("5 stored, 5 committed");
    assertThat(second(60_000)).isEqualTo("1 stored, 1 committed");
    assertThat(second(3)).isEqualTo("200 stored, 10 committed");
  }

  @Test
  void a_clock_that_is_behind_the_brokers_changes_nothing() {
    assertThat(second(-10_000)).isEqualTo("200 stored, 10 committed");
  }

  @Test
  void the_last_changes_are_committed_and_then_nothing_is() {
    pace.folded(now, now - 4_000);
    assertThat(pace.toStore(now)).isTrue();
    assertThat(pace.toCommit(now)).isTrue();
    pace.folded(now, now - 4_000);
    assertThat(pace.toStore(now + 399)).isFalse();
    assertThat(pace.toCommit(now + 399)).isFalse();
    assertThat(pace.toStore(now + 400)).isTrue();
    assertThat(pace.toCommit(now + 400)).isTrue();
    assertThat(pace.toCommit(now + 10_000)).isFalse();
  }
}
