package dev.tidemark.cli.backfill;

import dev.tidemark.cli.console.CommandException;
import dev.tidemark.cli.console.Console;
import dev.tidemark.cli.console.Progress;
import dev.tidemark.ingest.backfill.Backfill;
import dev.tidemark.ingest.backfill.Backfill.Report;
import dev.tidemark.ingest.backfill.Backfill.Task;
import dev.tidemark.ingest.backfill.BackfillException;
import dev.tidemark.ingest.cutoff.Fill.Asked;
import dev.tidemark.ingest.cutoff.TimeRange;
import dev.tidemark.model.time.Micros;
import dev.tidemark.offline.duckdb.Layout;
import dev.tidemark.offline.duckdb.SortedEvents;
import dev.tidemark.registry.definition.Source;
import dev.tidemark.registry.deployment.Deployment;
import dev.tidemark.registry.deployment.FeatureLog;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Fills feature logs of one source from the source's files. */
public final class SourceBackfill {
  private final Deployment deployment;
  private final Source source;
  private final List<FeatureLog> logs;
  private final Source.History history;
  private final HistoryFiles files;

  /**
   * Finds the files.
   *
   * @param root of the feature repository
   * @param logs of one source
   * @throws CommandException when the source has none, or they lack a column
   */
  public SourceBackfill(Path root, Deployment deployment, List<FeatureLog> logs) {
    this.deployment = deployment;
    this.logs = List.copyOf(logs);
    source = logs.getFirst().source();
    history =
        source
            .history()
            .orElseThrow(() ->
                CommandException.usage(
                    ("Cannot backfill source %s: it has no history; give it one, such as history:"
                            + " {path: data/*.parquet, format: PARQUET}, and run tidemark apply")
                        .formatted(source.name())));
    files = HistoryFiles.matching(root, history.path());
    files.check(source, layout());
  }

  private Layout layout() {
    return switch (history.format()) {
      case JSONL -> Layout.JSONL;
      case CSV -> Layout.CSV;
      case PARQUET -> Layout.PARQUET;
    };
  }

  /**
   * Fills the logs, and prints what was done.
   *
   * @param from the earliest event time, if one was asked for
   * @param to before which event times are, if that was asked for
   */
  public void run(
      Map<String, String> kafka, @Nullable Long from, @Nullable Long to, Console console)
      throws InterruptedException {
    long start = System.nanoTime();
    Task task =
        new Task(
            deployment,
            source,
            logs,
            new Asked(from, to, files.fingerprint(source.eventTime())),
            history.delay());
    try (SortedFiles events = sorted(console);
        Bar bar = new Bar(console)) {
      List<Report> reports = new Backfill(kafka, task, InstantSource.system()).run(events, bar);
      double seconds = (System.nanoTime() - start) / 1e9;
      reports.forEach(report -> console.result(text(report, seconds)));
    } catch (BackfillException e) {
      throw CommandException.failed(String.valueOf(e.getMessage()));
    }
  }

  private SortedFiles sorted(Console console) {
    SortedEvents.Input input = new SortedEvents.Input(files.paths(), layout(), source.columns());
    try (Progress progress = Progress.start(console, "read " + source.name(), -1)) {
      return new SortedFiles(
          input, files.files(), new EventsOfRows(source, layout()), progress::stepTo);
    }
  }

  /** Shows how far a pass is. */
  private static final class Bar implements Backfill.Progress, AutoCloseable {
    private final Console console;
    private @Nullable Progress progress;

    Bar(Console console) {
      this.console = console;
    }

    @Override
    public void at(long done, long total) {
      if (progress == null) {
        progress = Progress.start(console, "fill", total);
      }
      progress.stepTo(done);
      if (done == total) {
        close();
      }
    }

    @Override
    public void close() {
      if (progress != null) {
        progress.close();
        progress = null;
      }
    }
  }

  private String text(Report report, double seconds) {
    String what =
        "%s with events %s of %,d file%s"
            .formatted(
                String.join(" and ", report.logs()),
                range(report.range()),
                files.files().size(),
                files.files().size() == 1 ? "" : "s");
    if (report.already()) {
      return "Already filled: " + what;
    }
    Backfill.Counts counts = report.counts();
    return "Filled %s: read %,d events%s, wrote %,d rows, %,d dead letters%s, %,.0f events/s"
        .formatted(
            what,
            counts.events(),
            report.before() == 0 ? "" : " after %,d of an earlier run".formatted(report.before()),
            counts.rows(),
            counts.deadLetters(),
            counts.doubles() == 0
                ? ""
                : ", left out %,d rows that had come live".formatted(counts.doubles()),
            counts.events() / seconds);
  }

  private static String range(TimeRange range) {
    String before = "before " + Micros.format(range.to());
    return range.from() == Long.MIN_VALUE
        ? before
        : "from %s and %s".formatted(Micros.format(range.from()), before);
  }
}
