package dev.tidemark.registry.definition;

import java.util.List;
import java.util.Optional;

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

  /**
   * The field of which the value is a message's key in a source's topic, so that the events of a
   * key keep their order: the first key field of the entity of the source's first view. Empty when
   * no view uses the source.
   */
  public Optional<String> messageKey(String source) {
    return views.stream()
        .filter(view -> view.source().equals(source))
        .findFirst()
        .flatMap(view ->
            entities.stream().filter(entity -> entity.name().equals(view.entity())).findFirst())
        .map(entity -> entity.keyNames().getFirst());
  }
}
