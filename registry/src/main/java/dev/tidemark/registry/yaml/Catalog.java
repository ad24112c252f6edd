package dev.tidemark.registry.yaml;

import dev.tidemark.registry.definition.Definitions;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** All objects of a repository as far as they could be read, and the references between them. */
final class Catalog {
  private static final List<String> KINDS =
      List.of("Entity", "Source", "FeatureView", "OnDemandFeatureView", "FeatureService");

  private final FormatReader.Schemas schemas;
  private final Problems problems;
  private final Map<String, Once> names = new LinkedHashMap<>();
  private final List<EntityDraft> entities = new ArrayList<>();
  private final List<SourceDraft> sources = new ArrayList<>();
  private final List<ViewDraft> views = new ArrayList<>();
  private final List<OnDemandDraft> onDemandViews = new ArrayList<>();
  private final List<ServiceDraft> services = new ArrayList<>();
  private final Map<String, EntityDraft> entityByName = new LinkedHashMap<>();
  private final Map<String, SourceDraft> sourceByName = new LinkedHashMap<>();
  private final Map<String, AnyView> viewByName = new LinkedHashMap<>();
  private boolean whole = true;

  Catalog(FormatReader.Schemas schemas, Problems problems) {
    this.schemas = schemas;
    this.problems = problems;
  }

  /**
   * Says that some objects could not be read at all, so that a missing one need not be a mistake.
   */
  void notWhole() {
    whole = false;
  }

  /** Reads one document that holds an object. */
  void read(Document document) {
    Value value = new Value("document", document.file(), document.node(), problems);
    Mapping untyped = value.mapping();
    Located<String> kind = untyped == null ? null : kind(untyped);
    if (untyped == null || kind == null) {
      whole = false;
      return;
    }
    Mapping mapping = untyped.as(kind.value());
    mapping.has("kind");
    switch (kind.value()) {
      case "Entity" -> add(EntityDraft.read(mapping));
      case "Source" -> add(new SourceReader(mapping, schemas).read());
      case "FeatureView" -> add(ViewDraft.read(mapping));
      case "FeatureService" -> add(ServiceDraft.read(mapping));
      case "OnDemandFeatureView" -> add(OnDemandDraft.read(mapping));
      default -> {
        whole = false;
        problems.unknown("kind", kind, KINDS);
      }
    }
  }

  private @Nullable Located<String> kind(Mapping mapping) {
    if (!mapping.has("kind")) {
      problems.add(mapping.place(), "missing key kind: expected %s", Problems.either(KINDS));
      return null;
    }
    return mapping.text("kind");
  }

  private void add(EntityDraft entity) {
    if (first("Entity", entity.name()) && entity.name() != null) {
      entityByName.put(entity.name().value(), entity);
    }
    entities.add(entity);
  }

  private void add(SourceDraft source) {
    if (first("Source", source.name()) && source.name() != null) {
      sourceByName.put(source.name().value(), source);
    }
    sources.add(source);
  }

  private void add(ViewDraft view) {
    if (first("FeatureView", view.name())) {
      addByName(view);
    }
    views.add(view);
  }

  private void add(OnDemandDraft view) {
    if (first("OnDemandFeatureView", view.name())) {
      addByName(view);
    }
    onDemandViews.add(view);
  }

  private void addByName(AnyView view) {
    Located<String> name = view.name();
    AnyView other = name == null ? null : viewByName.putIfAbsent(name.value(), view);
    if (name != null && other != null && other.name() != null) {
      problems.add(
          name.place(),
          "bad name %s: another view has it at %s, and references name both kinds as view:feature",
          name.value(),
          other.name().place());
    }
  }

  private void add(ServiceDraft service) {
    first("FeatureService", service.name());
    services.add(service);
  }

  /** Whether the name is the first of its kind; a name that could not be read makes a hole. */
  private boolean first(String kind, @Nullable Located<String> name) {
    if (name == null) {
      whole = false;
      return false;
    }
    return names.computeIfAbsent(kind, k -> new Once(k, problems)).add(name);
  }

  @Nullable EntityDraft entity(@Nullable Located<String> name) {
    return find("entity", name, entityByName);
  }

  /** The entity, without a problem when there is none. */
  @Nullable EntityDraft known(@Nullable Located<String> name) {
    return name == null ? null : entityByName.get(name.value());
  }

  @Nullable SourceDraft source(@Nullable Located<String> name) {
    return find("source", name, sourceByName);
  }

  /** The source, without a problem when there is none. */
  @Nullable SourceDraft knownSource(@Nullable Located<String> name) {
    return name == null ? null : sourceByName.get(name.value());
  }

  /** A feature view or an on-demand one. */
  @Nullable AnyView view(@Nullable Located<String> name) {
    return find("feature view", name, viewByName);
  }

  /** The view, without a problem when there is none. */
  @Nullable AnyView knownView(String name) {
    return viewByName.get(name);
  }

  private <T> @Nullable T find(String what, @Nullable Located<String> name, Map<String, T> byName) {
    if (name == null) {
      return null;
    }
    Optional<T> found = Optional.ofNullable(byName.get(name.value()));
    if (found.isEmpty() && whole) {
      problems.unknown(what, name, byName.keySet());
    }
    return found.orElse(null);
  }

  /** Checks every reference. */
  void resolve() {
    sources.parallelStream().forEach(this::checkDerived);
    ViewCheck viewCheck = new ViewCheck(this, problems);
    views.forEach(viewCheck::checkLog);
    views.parallelStream().forEach(viewCheck::check);
    OnDemandCheck onDemandCheck = new OnDemandCheck(this, problems);
    onDemandViews.forEach(onDemandCheck::check);
    new Cycles(this, problems).check(onDemandViews);
    ServiceCheck serviceCheck = new ServiceCheck(this, problems);
    services.forEach(serviceCheck::check);
  }

  private void checkDerived(SourceDraft source) {
    SourceDraft.typed(source.columns())
        .ifPresent(new DerivedCheck(source.derived(), problems)::check);
  }

  /** The definitions; only when there is no problem. */
  Definitions build() {
    return new Definitions(
        entities.stream().map(EntityDraft::build).toList(),
        sources.stream().map(SourceDraft::build).toList(),
        views.stream().map(ViewDraft::build).toList(),
        onDemandViews.stream().map(OnDemandDraft::build).toList(),
        services.stream().map(ServiceDraft::build).toList());
  }
}
