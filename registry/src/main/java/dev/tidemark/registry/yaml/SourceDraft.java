package dev.tidemark.registry.yaml;

import dev.tidemark.model.type.Column;
import dev.tidemark.registry.definition.Format;
import dev.tidemark.registry.definition.Meta;
import dev.tidemark.registry.definition.Origin;
import dev.tidemark.registry.definition.Source;
import dev.tidemark.registry.yaml.TimeColumns.TimeDraft;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** A source as far as it could be read. */
record SourceDraft(
    @Nullable Located<String> name,
    @Nullable Located<String> topic,
    Times times,
    List<ColumnDraft> columns,
    List<DerivedDraft> derived,
    Reading reading,
    Meta meta) {

  /** Its times, as far as they could be read. */
  record Times(@Nullable TimeDraft event, @Nullable TimeDraft created, Duration skew) {}

  /**
   * How its messages are read, as far as that could be told.
   *
   * @param origins of the columns that are not read from the field of their own name
   */
  record Reading(
      @Nullable Format format, Map<String, Located<Origin>> origins, SourceOptions options) {
    Source.Options build() {
      Map<String, Origin> built = new LinkedHashMap<>();
      origins.forEach((column, origin) -> built.put(column, origin.value()));
      return new Source.Options(
          Objects.requireNonNull(format),
          built,
          options.keepsNonFinite(),
          options.identity(),
          options.history());
    }
  }

  /** A derived column, as far as it could be read. */
  record DerivedDraft(ColumnDraft column, @Nullable Located<String> expression) {
    Source.Derived build() {
      Column built = column.column();
      return new Source.Derived(
          built.name(), built.type(), Objects.requireNonNull(expression).value());
    }
  }

  /** Columns and derived columns. */
  List<ColumnDraft> allColumns() {
    return Stream.concat(columns.stream(), derived.stream().map(DerivedDraft::column)).toList();
  }

  Optional<ColumnDraft> column(String column) {
    return allColumns().stream().filter(c -> c.named(column)).findFirst();
  }

  List<String> columnNames() {
    return allColumns().stream()
        .map(ColumnDraft::name)
        .filter(Objects::nonNull)
        .map(Located::value)
        .toList();
  }

  /**
   * The columns with their types, or empty when one could not be read or there are two of a name.
   */
  static Optional<List<Column>> typed(List<ColumnDraft> drafts) {
    if (!drafts.stream().allMatch(ColumnDraft::complete)) {
      return Optional.empty();
    }
    List<Column> columns = drafts.stream().map(ColumnDraft::column).toList();
    return columns.stream().map(Column::name).distinct().count() == columns.size()
        ? Optional.of(columns)
        : Optional.empty();
  }

  /** Its name, for messages. */
  String label() {
    return name == null ? "" : name.value();
  }

  Source build() {
    return new Source(
        Objects.requireNonNull(name).value(),
        Objects.requireNonNull(topic).value(),
        Objects.requireNonNull(times.event()).build(),
        Optional.ofNullable(times.created()).map(TimeDraft::build),
        times.skew(),
        columns.stream().map(ColumnDraft::column).toList(),
        derived.stream().map(DerivedDraft::build).toList(),
        reading.build(),
        meta);
  }
}
