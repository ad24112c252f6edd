package dev.tidemark.registry.yaml;

import dev.tidemark.model.aggregate.Function;
import dev.tidemark.model.type.Column;
import dev.tidemark.model.type.ValueType;
import dev.tidemark.registry.yaml.OnDemandDraft.ComputedDraft;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Checks an on-demand view against its inputs. */
record OnDemandCheck(Catalog catalog, Problems problems) {

  void check(OnDemandDraft view) {
    List<AnyView> inputs = new ArrayList<>();
    for (Located<String> input : view.inputs()) {
      AnyView found = catalog.view(input);
      if (found != null) {
        inputs.add(found);
      }
    }
    List<KeyColumn> keys = new ViewKeys(catalog, List.of()).of(view, Map.of()).orElse(List.of());
    view.request().forEach(column -> checkRequest(column, view, keys));
    view.features().forEach(feature -> checkName(feature, view, keys));
    if (inputs.size() == view.inputs().size()) {
      columns(view, inputs).ifPresent(columns -> checkExpressions(view, columns));
    }
  }

  private void checkRequest(ColumnDraft column, OnDemandDraft view, List<KeyColumn> keys) {
    Located<String> name = column.name();
    if (name == null) {
      return;
    }
    if (view.inputs().stream().anyMatch(input -> input.value().equals(name.value()))) {
      problems.add(
          name.place(), "bad name of request column %s: it is the name of an input", name.value());
    }
    Located<ValueType> type = column.type();
    for (KeyColumn key : keys) {
      if (type != null
          && key.type() != null
          && key.name().equals(name.value())
          && !key.type().equals(type.value())) {
        problems.add(
            type.place(),
            "bad type %s of request column %s: expected %s as in the key of entity %s",
            type.value(),
            name.value(),
            key.type(),
            key.entity());
        return;
      }
    }
  }

  private void checkName(ComputedDraft feature, OnDemandDraft view, List<KeyColumn> keys) {
    Located<String> name = feature.column().name();
    if (name == null) {
      return;
    }
    if (keys.stream().anyMatch(key -> key.name().equals(name.value()))) {
      problems.add(name.place(), "bad name of feature %s: it is the name of a key", name.value());
    } else if (view.request().stream().anyMatch(column -> column.named(name.value()))) {
      problems.add(
          name.place(), "bad name of feature %s: it is the name of a request column", name.value());
    }
  }

  private void checkExpressions(OnDemandDraft view, List<Column> columns) {
    Expressions expressions = new Expressions(columns, problems);
    for (ComputedDraft feature : view.features()) {
      ValueType type = feature.type();
      Located<String> expression = feature.expression();
      if (type != null && expression != null) {
        expressions.used(expression, type);
      }
    }
  }

  /** What expressions may use; empty when not all of it could be read. */
  private Optional<List<Column>> columns(OnDemandDraft view, List<AnyView> inputs) {
    List<Column> columns = new ArrayList<>();
    Optional<List<Column>> request = SourceDraft.typed(view.request());
    if (request.isEmpty()) {
      return request;
    }
    columns.addAll(request.get());
    for (AnyView input : inputs) {
      Optional<List<Column>> features = SourceDraft.typed(features(input));
      if (features.isEmpty()) {
        return features;
      }
      features.get().stream()
          .map(feature -> new Column(input.label() + "." + feature.name(), feature.type()))
          .forEach(columns::add);
    }
    return Optional.of(columns);
  }

  private List<ColumnDraft> features(AnyView view) {
    return switch (view) {
      case OnDemandDraft onDemand ->
          onDemand.features().stream().map(ComputedDraft::column).toList();
      case ViewDraft stored ->
          stored.features().stream().map(feature -> column(feature, stored)).toList();
    };
  }

  private ColumnDraft column(FeatureDraft feature, ViewDraft view) {
    return switch (feature) {
      case FeatureDraft.Latest latest -> new ColumnDraft(latest.name(), latest.type());
      case FeatureDraft.Window window -> new ColumnDraft(window.name(), type(window, view));
    };
  }

  private @Nullable Located<ValueType> type(FeatureDraft.Window window, ViewDraft view) {
    Located<Function> function = window.aggregate();
    Located<String> of = window.input().of();
    SourceDraft source = catalog.knownSource(view.references().source());
    if (function == null || source == null) {
      return null;
    }
    ValueType input =
        of == null
            ? null
            : source.column(of.value()).map(ColumnDraft::type).map(Located::value).orElse(null);
    return function
        .value()
        .resultType(input)
        .map(type -> new Located<>(type, function.place()))
        .orElse(null);
  }
}
