package dev.tidemark.ingest;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class CommitPaceTest {
  private final CommitPace pace = new CommitPace();
  private long now = 1_000_000;

  /** Commits in the next milliseconds, of an event in each twenty. */
  private int commits(int millis) {
    int commits = 0;
    for (int passed = 0; passed < millis; passed += 20) {
      now += 20;
      pace.event();
      commits += pace.due(now) ? 1 : 0;
    }
    return commits;
  }

  @Test
  void few_events_are_committed_soon() {
    assertThat(commits(200)).isEqualTo(10);
    now += 20;
    assertThat(pace.due(now)).isFalse();
  }

  private void many() {
    for (int i = 0; i < 1_000; i++) {
      pace.event();
    }
  }

  @Test
  void many_events_wait() {
    assertThat(commits(200)).isEqualTo(10);
    many();
    assertThat(commits(80)).isZero();
    assertThat(commits(20)).isEqualTo(1);
    assertThat(commits(200)).isEqualTo(10);
  }

  @Test
  void many_events_wait_the_longer_the_longer_commits_take() {
    assertThat(commits(20)).isEqualTo(1);
    many();
    now += 60;
    assertThat(commits(240)).isZero();
    assertThat(commits(20)).isEqualTo(1);
    many();
    assertThat(commits(80)).isZero();
    assertThat(commits(20)).isEqualTo(1);
  }

  @Test
  void after_a_commit_that_took_long_the_next_one_waits() {
    assertThat(commits(20)).isEqualTo(1);
    now += 1_000;
    assertThat(commits(2_900)).isZero();
    assertThat(commits(1_000)).isPositive();
    assertThat(commits(200)).isEqualTo(10);
  }
}
