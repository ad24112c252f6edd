package dev.tidemark.registry.yaml;

import dev.tidemark.model.aggregate.Function;
import dev.tidemark.model.type.Column;
import dev.tidemark.model.type.ValueType;
import dev.tidemark.registry.Nearest;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/** Checks a view against the entity and the source that it names. */
final class ViewCheck {
  private final Catalog catalog;
  private final Problems problems;
  private final Map<String, String> logs = new HashMap<>();
  private final Map<List<Column>, Expressions> expressions = new ConcurrentHashMap<>();

  ViewCheck(Catalog catalog, Problems problems) {
    this.catalog = catalog;
    this.problems = problems;
  }

  /** Checks all of a view but its log; safe for use by several threads. */
  void check(ViewDraft view) {
    EntityDraft entity = catalog.entity(view.references().entity());
    SourceDraft source = catalog.source(view.references().source());
    if (entity != null) {
      view.features().forEach(feature -> checkName(feature, entity));
    }
    if (source == null) {
      return;
    }
    if (entity != null) {
      entity.keys().forEach(key -> checkKey(view, key, source));
    }
    view.features().forEach(feature -> checkInput(feature, source));
    SourceDraft.typed(source.allColumns())
        .map(columns -> expressions.computeIfAbsent(columns, c -> new Expressions(c, problems)))
        .ifPresent(over -> checkConditions(view, over));
  }

  private void checkInput(FeatureDraft feature, SourceDraft source) {
    switch (feature) {
      case FeatureDraft.Latest latest -> latest(latest, source);
      case FeatureDraft.Window window -> input(window, source);
    }
  }

  private static void checkConditions(ViewDraft view, Expressions over) {
    over.checkCondition(view.body().where());
    for (FeatureDraft feature : view.features()) {
      switch (feature) {
        case FeatureDraft.Latest latest -> {}
        case FeatureDraft.Window window -> over.checkCondition(window.input().where());
      }
    }
  }

  private void checkName(FeatureDraft feature, EntityDraft entity) {
    Located<String> name = feature.name();
    if (name != null && entity.keys().stream().anyMatch(key -> key.named(name.value()))) {
      problems.add(name.place(), "bad name of feature %s: it is the name of a key", name.value());
    }
  }

  /** Kafka takes dots and underscores in the names of topics for the same. */
  void checkLog(ViewDraft view) {
    Located<String> at = view.references().source();
    EntityDraft entity = catalog.entity(view.references().entity());
    SourceDraft source = catalog.source(at);
    if (at == null || entity == null || source == null) {
      return;
    }
    String log = source.label() + "." + entity.label();
    String first = logs.putIfAbsent(log.replace('.', '_'), log);
    if (first != null && !first.equals(log)) {
      problems.add(
          at.place(),
          "bad source %s: Kafka cannot tell the feature logs …%s and …%s apart; rename a source or"
              + " an entity",
          source.label(),
          first,
          log);
    }
  }

  /** Every event of the source has to say which entity it concerns. */
  private void checkKey(ViewDraft view, ColumnDraft key, SourceDraft source) {
    Located<String> at = view.references().source();
    if (at == null || key.name() == null) {
      return;
    }
    String name = key.name().value();
    ColumnDraft column = source.column(name).orElse(null);
    if (column == null) {
      problems.add(
          at.place(),
          "bad source %s: expected a column %s, which is a key of entity %s%s",
          at.value(),
          name,
          view.references().entity() == null ? "" : view.references().entity().value(),
          Nearest.hint(name, source.columnNames()));
    } else if (column.type() != null
        && key.type() != null
        && !column.type().value().equals(key.type().value())) {
      problems.add(
          at.place(),
          "bad source %s: its column %s is %s, expected %s as in the key of the entity",
          at.value(),
          name,
          column.type().value(),
          key.type().value());
    }
  }

  private @Nullable ValueType column(@Nullable Located<String> name, SourceDraft source) {
    if (name == null) {
      return null;
    }
    Optional<ColumnDraft> column = source.column(name.value());
    if (column.isEmpty()) {
      problems.unknown("column", name, source.columnNames());
      return null;
    }
    Located<ValueType> type = column.get().type();
    return type == null ? null : type.value();
  }

  private void latest(FeatureDraft.Latest latest, SourceDraft source) {
    ValueType type = column(latest.from(), source);
    if (type != null
        && latest.from() != null
        && latest.type() != null
        && !type.equals(latest.type().value())) {
      problems.add(
          latest.type().place(),
          "bad type %s: expected %s, the type of column %s",
          latest.type().value(),
          type,
          latest.from().value());
    }
  }

  private void input(FeatureDraft.Window window, SourceDraft source) {
    ValueType type = column(window.input().of(), source);
    Located<Function> function = window.aggregate();
    Located<String> of = window.input().of();
    if (type != null
        && of != null
        && function != null
        && function.value().resultType(type).isEmpty()) {
      problems.add(
          of.place(),
          "bad column %s: %s makes no sense over %s",
          of.value(),
          function.value().keyword(),
          type);
    }
  }
}
