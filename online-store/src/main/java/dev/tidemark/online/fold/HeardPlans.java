package dev.tidemark.online.fold;

import dev.tidemark.registry.deployment.Deployment;
import java.util.Collection;
import java.util.HashSet;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentSkipListMap;

/**
 * What versions say of entities, by application, for nodes that read by another version than this
 * one: they may be faster or slower. Any thread.
 */
final class HeardPlans {
  /** Versions of an application: others are behind for seconds. */
  static final int KEPT = 8;

  private final Map<String, NavigableMap<Integer, EntityPlan>> plans = new ConcurrentHashMap<>();

  /**
   * Takes in a version, and forgets what nobody reads by any more.
   *
   * @param readable the applications whose state can be read
   */
  void hear(Deployment deployment, Collection<String> readable) {
    Set<String> applications = new HashSet<>(readable);
    for (EntityPlan plan : EntityPlan.of(deployment).values()) {
      applications.add(plan.application());
      NavigableMap<Integer, EntityPlan> versions =
          plans.computeIfAbsent(plan.application(), of -> new ConcurrentSkipListMap<>());
      versions.put(plan.version(), plan);
      while (versions.size() > KEPT) {
        versions.pollFirstEntry();
      }
    }
    plans.keySet().retainAll(applications);
  }

  Optional<EntityPlan> find(String application, int version) {
    return Optional.ofNullable(plans.get(application)).map(versions -> versions.get(version));
  }
}
