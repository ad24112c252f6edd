package dev.tidemark.registry.yaml;

import dev.tidemark.model.row.KeyCodec;
import dev.tidemark.model.type.ValueType;
import dev.tidemark.registry.definition.Format;
import dev.tidemark.registry.definition.Origin;
import dev.tidemark.registry.definition.Source;
import dev.tidemark.registry.yaml.SourceDraft.DerivedDraft;
import dev.tidemark.registry.yaml.TimeColumns.TimeDraft;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Reads a {@code kind: Source}. */
final class SourceReader {
  private final Mapping mapping;
  private final FormatReader.Schemas schemas;
  private final Problems problems;
  private final Map<String, Located<Origin>> origins = new LinkedHashMap<>();

  SourceReader(Mapping mapping, FormatReader.Schemas schemas) {
    this.mapping = mapping;
    this.schemas = schemas;
    this.problems = mapping.problems();
  }

  SourceDraft read() {
    Located<String> name = mapping.name();
    Located<String> topic = mapping.text("topic");
    Names.checkTopic(topic, problems);
    Format format = new FormatReader(mapping, schemas).read();
    SourceDraft.Times times = times();
    SourceOptions options = SourceOptions.read(mapping);
    Once once = new Once("column", problems);
    SourceDraft draft =
        new SourceDraft(
            name,
            topic,
            times,
            columns(once),
            derived(once),
            new SourceDraft.Reading(format, origins, options),
            MetaReader.read(mapping));
    mapping.done();
    checkId(draft);
    if (format != null) {
      format.file().ifPresent(file -> new SchemaCheck(draft, format, problems).check());
    }
    return draft;
  }

  private void checkId(SourceDraft draft) {
    Located<String> id = draft.reading().options().id();
    Located<ValueType> type =
        id == null ? null : draft.column(id.value()).map(ColumnDraft::type).orElse(null);
    if (id != null && type != null && !KeyCodec.supports(type.value())) {
      problems.add(
          id.place(),
          "bad id %s: a column of type %s tells no events apart; expected BOOL, INT32, INT64,"
              + " STRING, BYTES or TIMESTAMP",
          id.shown(),
          type.value());
    }
  }

  private SourceDraft.Times times() {
    TimeDraft event = TimeColumns.read(mapping.required("event_time"));
    TimeDraft created = TimeColumns.read(mapping.optional("created_time"));
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
        Located<Origin> origin = OriginReader.read(column, draft);
        column.done();
        if (draft.name() != null && origin != null) {
          origins.putIfAbsent(draft.name().value(), origin);
        }
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
