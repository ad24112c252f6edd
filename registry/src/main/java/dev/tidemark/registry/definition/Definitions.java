package dev.tidemark.registry.definition;

import java.util.List;

/** Everything that a feature repository defines; names are unique and references resolve. */
public record Definitions(
    List<Entity> entities,
    List<Source> sources,
    List<FeatureView> views,
    List<OnDemandFeatureView> onDemandViews,
    List<FeatureService> services) {
  public static final Definitions NONE =
      new Definitions(List.of(), List.of(), List.of(), List.of(), List.of());

  public Definitions {
    entities = List.copyOf(entities);
    sources = List.copyOf(sources);
    views = List.copyOf(views);
    onDemandViews = List.copyOf(onDemandViews);
    services = List.copyOf(services);
  }
}
