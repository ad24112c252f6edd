package dev.tidemark.registry.yaml;

import dev.tidemark.model.type.Scalar;
import dev.tidemark.model.type.ValueType;
import dev.tidemark.registry.definition.Format;
import dev.tidemark.registry.definition.Format.SchemaFile;
import dev.tidemark.registry.definition.Origin;
import dev.tidemark.registry.message.MessageFields;
import dev.tidemark.registry.message.SchemaFiles;
import dev.tidemark.registry.yaml.TimeColumns.TimeDraft;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Checks that the schema file of a source has the fields that the source reads. */
final class SchemaCheck {
  private static final List<ValueType> TIMES =
      Stream.of(Scalar.TIMESTAMP, Scalar.STRING, Scalar.INT64, Scalar.DOUBLE)
          .map(ValueType::of)
          .toList();

  private final SourceDraft source;
  private final String file;
  private final MessageFields message;
  private final Problems problems;

  SchemaCheck(SourceDraft source, Format format, Problems problems) {
    this.source = source;
    file = format.file().map(SchemaFile::path).orElseThrow();
    message = SchemaFiles.fields(format).orElseThrow();
    this.problems = problems;
  }

  void check() {
    source.columns().forEach(this::column);
    time(source.times().event());
    time(source.times().created());
    Located<String> id = source.reading().options().id();
    if (id != null && source.column(id.value()).isEmpty()) {
      find(id);
    }
  }

  private void column(ColumnDraft column) {
    Located<String> name = column.name();
    Located<String> path = name == null ? null : path(name);
    Found found = path == null ? null : find(path);
    Located<ValueType> type = column.type();
    if (found != null && type != null && !found.in.fits(found.field, type.value())) {
      problems.add(
          type.place(),
          "bad type %s of column %s: %s has %s there",
          type.value(),
          Objects.requireNonNull(name).value(),
          file,
          found.in.type(found.field));
    }
  }

  /** Where the field of a column is named, or null when it is none of the message. */
  private @Nullable Located<String> path(Located<String> column) {
    Located<Origin> origin = source.reading().origins().get(column.value());
    if (origin == null) {
      return column;
    }
    return origin.value() instanceof Origin.Field field
        ? new Located<>(field.toString(), origin.place())
        : null;
  }

  /** A column is checked already. */
  private void time(@Nullable TimeDraft time) {
    if (time == null || source.columns().stream().anyMatch(c -> c.named(time.column().value()))) {
      return;
    }
    Found found = find(time.column());
    if (found != null && TIMES.stream().noneMatch(t -> found.in.fits(found.field, t))) {
      problems.add(
          time.column().place(),
          "bad column %s: %s has %s there, which is no time",
          time.column().shown(),
          file,
          found.in.type(found.field));
    }
  }

  private record Found(MessageFields in, String field) {}

  private @Nullable Found find(Located<String> path) {
    List<String> names = Origin.Field.of(path.value()).path();
    MessageFields in = message;
    int start = 0;
    for (String name : names.subList(0, names.size() - 1)) {
      Place place = part(path, start, name);
      MessageFields next = known(in, name, place) ? in.in(name).orElse(null) : null;
      if (next == null) {
        if (in.has(name)) {
          problems.add(
              place,
              "bad path %s: %s is %s in %s and has no fields",
              path.shown(),
              name,
              in.type(name),
              file);
        }
        return null;
      }
      in = next;
      start += name.length() + 1;
    }
    return known(in, names.getLast(), part(path, start, names.getLast()))
        ? new Found(in, names.getLast())
        : null;
  }

  private Place part(Located<String> path, int start, String name) {
    return problems.part(path, start, start + name.length()).orElse(path.place());
  }

  private boolean known(MessageFields in, String name, Place place) {
    if (!in.has(name)) {
      problems.unknown("field", new Located<>(name, place), " in " + file, in.names());
    }
    return in.has(name);
  }
}
