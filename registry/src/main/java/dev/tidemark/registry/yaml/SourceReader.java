package dev.tidemark.registry.yaml;

import dev.tidemark.registry.definition.Source;
import dev.tidemark.registry.yaml.SourceDraft.DerivedDraft;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Reads a {@code kind: Source}. */
final class SourceReader {
  private static final Set<String> LATER_FORMATS = Set.of("AVRO", "PROTOBUF");

  private final Mapping mapping;
  private final Problems problems;

  SourceReader(Mapping mapping) {
    this.mapping = mapping;
    this.problems = mapping.problems();
  }

  SourceDraft read() {
    mapping.later("id", "dedupe_within", "non_finite", "history");
    Located<String> name = mapping.name();
    Located<String> topic = mapping.text("topic");
    Names.checkTopic(topic, problems);
    checkFormat(mapping.optionalText("format"));
    SourceDraft.Times times = times();
    Once once = new Once("column", problems);
    List<ColumnDraft> columns = columns(once);
    SourceDraft draft =
        new SourceDraft(name, topic, times, columns, derived(once), MetaReader.read(mapping));
    mapping.done();
    return draft;
  }

  private void checkFormat(@Nullable Located<String> format) {
    if (format == null || format.value().equals("JSON")) {
      return;
    }
    if (LATER_FORMATS.contains(format.value())) {
      problems.add(
          format.place(),
          "unsupported format %s: this version of Tidemark reads only JSON so far",
          format.value());
    } else {
      problems.unknown("format", format, List.of("JSON"));
    }
  }

  private SourceDraft.Times times() {
    Source.TimeColumn event = TimeColumns.read(mapping.required("event_time"));
    Source.TimeColumn created = TimeColumns.read(mapping.optional("created_time"));
    Located<Duration> skew = mapping.optionalDuration("max_future_skew", Duration.ZERO);
    return new SourceDraft.Times(
        event, created, skew == null ? Source.DEFAULT_MAX_FUTURE_SKEW : skew.value());
  }

  private List<ColumnDraft> columns(Once once) {
    List<ColumnDraft> columns = new ArrayList<>();
    for (Value value : mapping.list("columns", "column")) {
      Mapping column = value.mapping();
      if (column != null) {
        ColumnDraft draft = ColumnDraft.read(column, "column");
        column.done();
        once.add(draft.name());
        columns.add(draft);
      }
    }
    return columns;
  }

  private List<DerivedDraft> derived(Once once) {
    List<DerivedDraft> derived = new ArrayList<>();
    for (Value value : mapping.optionalList("derived", "derived column")) {
      Mapping column = value.mapping();
      if (column != null) {
        ColumnDraft draft = ColumnDraft.read(column, "derived column");
        Located<String> expression = column.text("expression");
        column.done();
        once.add(draft.name());
        derived.add(new DerivedDraft(draft, expression));
      }
    }
    return derived;
  }
}
