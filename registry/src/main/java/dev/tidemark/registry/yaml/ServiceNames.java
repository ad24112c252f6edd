package dev.tidemark.registry.yaml;

import dev.tidemark.model.type.ValueType;
import dev.tidemark.registry.deployment.ServedLog;
import dev.tidemark.registry.yaml.ServiceDraft.PartDraft;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Checks that the columns that a service takes and the features that it gives can be told apart.
 * Two features may have one short name; who asks then asks for full names.
 */
final class ServiceNames {
  private final Catalog catalog;
  private final Problems problems;
  private final ServiceDraft service;
  private final Map<String, ValueType> columns = new HashMap<>();

  /** The columns that would have two types, each told once. */
  private final Set<String> twice = new HashSet<>();

  ServiceNames(Catalog catalog, Problems problems, ServiceDraft service) {
    this.catalog = catalog;
    this.problems = problems;
    this.service = service;
  }

  void check() {
    for (PartDraft part : service.parts()) {
      AnyView view = view(part);
      if (view != null) {
        ViewKeys keys = new ViewKeys(catalog, service.parts());
        keys.of(view, ViewKeys.renamed(part))
            .ifPresent(of -> of.forEach(key -> takes(part, key.name(), key.type())));
        requested(part, view, new HashSet<>());
      }
    }
    Map<String, Located<String>> full = new HashMap<>();
    for (PartDraft part : service.parts()) {
      AnyView view = view(part);
      if (view != null) {
        gives(part, view, full);
      }
    }
  }

  private @Nullable AnyView view(PartDraft part) {
    return part.view() == null ? null : catalog.knownView(part.view().value());
  }

  /** The columns of request data, also those that inputs need. */
  private void requested(PartDraft part, AnyView view, Set<String> seen) {
    if (view instanceof OnDemandDraft onDemand && seen.add(view.label())) {
      for (ColumnDraft column : onDemand.request()) {
        if (column.complete()) {
          takes(part, column.column().name(), column.column().type());
        }
      }
      for (Located<String> input : onDemand.inputs()) {
        AnyView found = catalog.knownView(input.value());
        if (found != null) {
          requested(part, found, seen);
        }
      }
    }
  }

  private void takes(PartDraft part, String column, @Nullable ValueType type) {
    if (type == null || part.view() == null) {
      return;
    }
    ValueType first = columns.putIfAbsent(column, type);
    if (first != null && !first.equals(type) && twice.add(column)) {
      problems.add(
          part.view().place(),
          "bad view %s: it takes column %s as %s, and another view of the service as %s",
          part.view().value(),
          column,
          type,
          first);
    }
  }

  /**
   * The features that a part gives.
   *
   * @param full the full names so far, with the names of their views
   */
  private void gives(PartDraft part, AnyView view, Map<String, Located<String>> full) {
    Located<String> alias = part.alias();
    if (alias == null) {
      return;
    }
    for (Located<String> feature : features(part, view)) {
      String name = alias.value() + "__" + feature.value();
      boolean taken = columns.containsKey(feature.value()) || columns.containsKey(name);
      if (taken && !ownColumn(view, feature.value())) {
        problems.add(
            feature.place(),
            "bad feature %s of view %s: the service takes a column of that name",
            feature.value(),
            view.label());
      }
      logged(name)
          .filter(columns::containsKey)
          .findFirst()
          .ifPresent(column ->
              problems.add(
                  feature.place(),
                  "bad feature %s of view %s: the service takes a column %s, which its log has for"
                      + " the feature",
                  feature.value(),
                  view.label(),
                  column));
      Located<String> first = full.putIfAbsent(name, new Located<>(alias.value(), feature.place()));
      if (first != null && !first.value().equals(alias.value())) {
        problems.add(
            feature.place(),
            "duplicate feature %s of the service: first at %s",
            name,
            first.place());
      }
    }
  }

  /** The columns that a serving log has of a feature besides its value. */
  private Stream<String> logged(String name) {
    return service.log().isEmpty()
        ? Stream.of()
        : Stream.of(name + ServedLog.STATUS, name + ServedLog.TIMESTAMP);
  }

  private static List<Located<String>> features(PartDraft part, AnyView view) {
    Located<String> at = part.view();
    return part.features().isEmpty() && at != null
        ? view.featureNames().stream()
            .distinct()
            .map(name -> new Located<>(name, at.place()))
            .toList()
        : part.features();
  }

  /** Whether the view itself has a key or request column of the name, which is told there. */
  private boolean ownColumn(AnyView view, String name) {
    boolean requested =
        view instanceof OnDemandDraft onDemand
            && onDemand.request().stream().anyMatch(column -> column.named(name));
    return requested
        || new ViewKeys(catalog, List.of())
            .of(view, Map.of())
            .map(keys -> keys.stream().anyMatch(key -> key.name().equals(name)))
            .orElse(false);
  }
}
