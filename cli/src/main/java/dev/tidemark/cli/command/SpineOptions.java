package dev.tidemark.cli.command;

import dev.tidemark.cli.console.CommandException;
import dev.tidemark.offline.SpineSource;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.time.format.DateTimeParseException;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Where the rows of a training set come from. */
final class SpineOptions {
  @Option(
      names = "--spine",
      paramLabel = "FILE",
      arity = "1..*",
      description =
          "Keys and a time for each row: .csv, .parquet, .arrow or .jsonl. Several files of one"
              + " format, and patterns such as 'day=*/*.parquet', are read one after another.")
  private List<String> files = List.of();

  @Option(
      names = "--spine-sql",
      paramLabel = "QUERY",
      description = "The same by a DuckDB query: \"FROM 'labels/*.parquet' WHERE kept\".")
  private @Nullable String sql;

  @Option(
      names = "--entities-from",
      paramLabel = "VIEW",
      description =
          "The same without a spine: every key that a feature view has seen, at the times of"
              + " --every, --from and --to.")
  private @Nullable String view;

  @Option(
      names = "--from-served",
      paramLabel = "SERVICE",
      description =
          "The rows that lookups of a logged service were about, with the features as they were"
              + " served; --from and --to say of which time.")
  private @Nullable String served;

  @Option(
      names = "--statuses",
      description = "Add the status of each feature of --from-served, in columns …__status.")
  private boolean statuses;

  @Option(
      names = "--every",
      paramLabel = "1d",
      converter = DurationConverter.class,
      description = "The step of --entities-from.")
  private @Nullable Duration every;

  @Option(
      names = "--from",
      paramLabel = "TIME",
      description =
          "The first time of --entities-from or --from-served: 2026-01-31 or 2026-01-31T09:30:00Z.")
  private @Nullable String from;

  @Option(
      names = "--to",
      paramLabel = "TIME",
      description = "The last time of --entities-from, or up to which --from-served goes.")
  private @Nullable String to;

  /**
   * What was asked for; empty when nothing was.
   *
   * @throws CommandException when that makes no sense
   */
  Optional<SpineSource> source() {
    long ways =
        Stream.of(!files.isEmpty(), sql != null, view != null, served != null)
            .filter(way -> way)
            .count();
    if (ways > 1) {
      throw CommandException.usage(
          "Cannot export: choose one of --spine, --spine-sql, --entities-from and --from-served");
    }
    if (view == null && (every != null || (served == null && (from != null || to != null)))) {
      throw CommandException.usage(
          "Cannot export: --every, --from and --to belong to --entities-from VIEW; --from and --to"
              + " also to --from-served SERVICE");
    }
    if (served == null && statuses) {
      throw CommandException.usage("Cannot export: --statuses belongs to --from-served SERVICE");
    }
    if (served != null) {
      return Optional.of(served(served));
    }
    if (sql != null) {
      return Optional.of(new SpineSource.Query(sql));
    }
    if (view != null) {
      return Optional.of(entities(view));
    }
    return files.isEmpty() ? Optional.empty() : Optional.of(new SpineSource.Files(files));
  }

  private SpineSource served(String of) {
    return new SpineSource.Served(
        of,
        Optional.ofNullable(from).map(text -> time("--from", text)),
        Optional.ofNullable(to).map(text -> time("--to", text)),
        statuses);
  }

  private SpineSource entities(String of) {
    if (every == null || from == null || to == null) {
      throw CommandException.usage(
          "Cannot export: --entities-from %s needs --every, --from and --to".formatted(of));
    }
    Instant first = time("--from", from);
    Instant last = time("--to", to);
    if (every.isZero() || every.isNegative() || last.isBefore(first)) {
      throw CommandException.usage(
          "Cannot export: there is no time from %s to %s every %s".formatted(from, to, every));
    }
    return new SpineSource.Entities(of, every, first, last);
  }

  static Instant time(String option, String text) {
    try {
      return text.contains("T")
          ? Instant.parse(text)
          : LocalDate.parse(text).atStartOfDay(ZoneOffset.UTC).toInstant();
    } catch (DateTimeParseException e) {
      throw CommandException.usage(
          "Cannot read %s %s: expected 2026-01-31 or 2026-01-31T09:30:00Z".formatted(option, text));
    }
  }
}
