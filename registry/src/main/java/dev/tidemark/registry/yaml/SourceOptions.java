package dev.tidemark.registry.yaml;

import dev.tidemark.registry.definition.Source.History;
import dev.tidemark.registry.definition.Source.History.FileFormat;
import dev.tidemark.registry.definition.Source.Identity;
import java.nio.file.FileSystems;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.PatternSyntaxException;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * What a source says about repeated events, odd numbers and older events, as far as it could be
 * read.
 */
record SourceOptions(
    @Nullable Located<String> id,
    Duration dedupeWithin,
    boolean keepsNonFinite,
    Optional<History> history) {

  static SourceOptions read(Mapping source) {
    Problems problems = source.problems();
    Located<String> id = FieldPath.check(source.optionalText("id"), "id", problems);
    Located<Duration> within = source.optionalDuration("dedupe_within", Duration.ofSeconds(1));
    if (within != null && !source.has("id")) {
      problems.add(within.place(), "bad dedupe_within: there is no id that it is for");
    }
    Located<String> nonFinite = source.optionalText("non_finite");
    if (nonFinite != null && !List.of("refuse", "keep").contains(nonFinite.value())) {
      problems.unknown("non_finite", nonFinite, List.of("refuse", "keep"));
    }
    Value history = source.optional("history");
    Mapping files = history == null ? null : history.mapping();
    return new SourceOptions(
        id,
        within == null ? Identity.DEFAULT_WITHIN : within.value(),
        nonFinite != null && nonFinite.value().equals("keep"),
        files == null ? Optional.empty() : history(files));
  }

  Optional<Identity> identity() {
    return Optional.ofNullable(id).map(column -> new Identity(column.value(), dedupeWithin));
  }

  private static Optional<History> history(Mapping files) {
    Located<String> path = files.text("path");
    Located<String> format = files.optionalText("format");
    Located<Duration> delay = files.optionalDuration("delay", Duration.ZERO);
    files.done();
    if (path == null) {
      return Optional.empty();
    }
    Problems problems = files.problems();
    try {
      FileSystems.getDefault().getPathMatcher("glob:" + path.value());
    } catch (PatternSyntaxException e) {
      problems.add(path.place(), "bad path %s: %s", path.shown(), e.getDescription());
    }
    return format(path, format, problems)
        .map(f -> new History(path.value(), f, delay == null ? Duration.ZERO : delay.value()));
  }

  private static Optional<FileFormat> format(
      Located<String> path, @Nullable Located<String> format, Problems problems) {
    List<String> names = Stream.of(FileFormat.values()).map(FileFormat::name).toList();
    if (format != null && !names.contains(format.value())) {
      problems.unknown("format", format, names);
      return Optional.empty();
    }
    Optional<FileFormat> found =
        Stream.of(FileFormat.values())
            .filter(f ->
                format == null
                    ? path.value().endsWith("." + f.name().toLowerCase(Locale.ROOT))
                    : f.name().equals(format.value()))
            .findFirst();
    if (found.isEmpty()) {
      problems.add(
          path.place(),
          "bad history: the ending of %s tells no format; expected format: PARQUET, CSV or JSONL",
          path.shown());
    }
    return found;
  }
}
