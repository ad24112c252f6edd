package dev.tidemark.cli.verify;

import dev.tidemark.cli.console.Console;
import dev.tidemark.cli.console.Reasons;
import dev.tidemark.cli.metrics.VerifyMetrics;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Arrays;
import java.util.concurrent.ThreadLocalRandom;

/** Verifies again and again, and tells a line and measurements for each round. */
public final class Watch {
  private final Console console;
  private final VerifyMetrics metrics;
  private final Duration every;
  private final Round round;

  /** One verification. */
  @FunctionalInterface
  public interface Round {
    Report run(int rows, long seed) throws InterruptedException;
  }

  /**
   * A watch.
   *
   * @param every how often a round begins
   */
  public Watch(Console console, VerifyMetrics metrics, Duration every, Round round) {
    this.console = console;
    this.metrics = metrics;
    this.every = every;
    this.round = round;
  }

  /**
   * Goes on until the thread is interrupted.
   *
   * @param rate about how many keys to ask about each second
   */
  public void run(int rate) throws InterruptedException {
    int rows = Math.toIntExact(rate * every.toMillis() / 1_000);
    while (true) {
      long start = System.nanoTime();
      try {
        tell(round.run(rows, ThreadLocalRandom.current().nextInt(1_000_000_000)));
      } catch (RuntimeException e) {
        // The node or the broker may be restarting; what is said tomorrow is to be verified as well
        metrics.failed();
        console.say(now() + "  " + Reasons.of(e));
      }
      long left = every.toNanos() - (System.nanoTime() - start);
      Thread.sleep(Duration.ofNanos(Math.max(0, left)));
    }
  }

  private void tell(Report report) {
    for (Tally tally : report.features()) {
      Arrays.stream(Verdict.values())
          .forEach(
              verdict -> metrics.values(tally.feature(), verdict.label(), tally.count(verdict)));
    }
    metrics.round(report.seconds(), Instant.now().getEpochSecond());
    long apart =
        report.features().stream()
            .mapToLong(of -> of.notYetArrived() + of.aheadOfTime() + of.changedTooOften())
            .sum();
    console.result(
        "%s  %,d values of %,d keys compared in %.1f s: %,d differ; %,d counted apart"
            .formatted(
                now(),
                report.compared(),
                report.rows(),
                report.seconds(),
                report.differing(),
                apart));
    report
        .differences()
        .forEach(difference -> {
          console.result("  " + difference);
          difference.evidence().forEach(line -> console.result("    " + line));
        });
  }

  private static Instant now() {
    return Instant.now().truncatedTo(ChronoUnit.SECONDS);
  }
}
