package dev.tidemark.offline;

import dev.tidemark.registry.deployment.Deployment;
import dev.tidemark.registry.deployment.Selection;
import java.util.List;
import java.util.Optional;

/**
 * Which features are asked for: all of a service, some of a service, or those that are listed.
 *
 * @param features {@code view:feature} each; of a service the feature's name alone will do
 */
public record Choice(Optional<String> service, List<String> features) {
  public Choice {
    features = List.copyOf(features);
  }

  public static Choice service(String name) {
    return new Choice(Optional.of(name), List.of());
  }

  public static Choice features(List<String> references) {
    return new Choice(Optional.empty(), references);
  }

  /**
   * The features in a deployment.
   *
   * @throws dev.tidemark.registry.deployment.ResolutionException naming what is not there
   */
  public Selection in(Deployment deployment) {
    if (service.isEmpty()) {
      return deployment.select(features);
    }
    Selection all = deployment.service(service.get());
    return features.isEmpty() ? all : all.only(features);
  }
}
