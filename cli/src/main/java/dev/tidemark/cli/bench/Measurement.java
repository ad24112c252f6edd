package dev.tidemark.cli.bench;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.HdrHistogram.Histogram;
import org.jspecify.annotations.Nullable;

/** What was measured of one cell. */
public final class Measurement {
  private final Cell cell;
  private final List<Round> ours = new ArrayList<>();
  private final List<Round> bare = new ArrayList<>();
  private @Nullable Result open;

  Measurement(Cell cell) {
    this.cell = cell;
  }

  /**
   * One round of one side.
   *
   * @param cpu the processor time that the server took
   */
  record Round(Result result, Duration cpu) {
    double micros() {
      return cpu.toNanos() / 1e3 / Math.max(1, result.latencies().getTotalCount());
    }
  }

  void add(Round lookup, Round echo) {
    ours.add(lookup);
    bare.add(echo);
  }

  void open(Result result) {
    open = result;
  }

  /** The median of the lookups a second. */
  double perSecond() {
    return median(ours.stream().map(round -> round.result().perSecond()).toList());
  }

  /** Of each round, lookups a second by those of the bare server. */
  List<Double> ratios() {
    List<Double> ratios = new ArrayList<>();
    for (int i = 0; i < ours.size(); i++) {
      ratios.add(ours.get(i).result().perSecond() / bare.get(i).result().perSecond());
    }
    return ratios.stream().sorted().toList();
  }

  List<String> lines() {
    List<String> lines = new ArrayList<>();
    List<Double> ratios = ratios();
    lines.add(
        "%s %d × %d%s: lookup ÷ echo %.2f (%.2f to %.2f)"
            .formatted(
                cell.protocol(),
                cell.rows(),
                cell.features(),
                cell.logged() == 0 ? "" : ", %s logged".formatted(cell.logged()),
                median(ratios),
                ratios.getFirst(),
                ratios.getLast()));
    lines.add(side("lookup", ours));
    lines.add(side("echo", bare));
    if (open != null) {
      lines.add(
          "  open   %,8.0f requests/s   %s"
              .formatted(open.perSecond(), latencies(open.latencies())));
    }
    return lines;
  }

  private static String side(String name, List<Round> rounds) {
    Histogram all = new Histogram(3);
    rounds.forEach(round -> all.add(round.result().latencies()));
    return "  %-6s %,8.0f requests/s   %s   %,.0f µs of processor each"
        .formatted(
            name,
            median(rounds.stream().map(round -> round.result().perSecond()).toList()),
            latencies(all),
            median(rounds.stream().map(Round::micros).toList()));
  }

  private static String latencies(Histogram latencies) {
    return "p50 %.2f  p95 %.2f  p99 %.2f  p99.9 %.2f ms"
        .formatted(
            latencies.getValueAtPercentile(50) / 1e6,
            latencies.getValueAtPercentile(95) / 1e6,
            latencies.getValueAtPercentile(99) / 1e6,
            latencies.getValueAtPercentile(99.9) / 1e6);
  }

  private static double median(List<Double> values) {
    return values.stream().sorted().toList().get(values.size() / 2);
  }
}
