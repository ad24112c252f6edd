package dev.tidemark.registry.plan;

import dev.tidemark.registry.deployment.Deployment;
import dev.tidemark.registry.deployment.FeatureLog;
import dev.tidemark.registry.deployment.ServedLog;
import dev.tidemark.registry.plan.Consequence.Kind;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * What goes, and what is left of it. A service that goes is a breaking change and no part of this.
 */
final class Removals {
  private Removals() {}

  static List<Consequence> of(ByName from, ByName to, Deployment deployed, Deployment wanted) {
    List<Consequence> gone = new ArrayList<>();
    Stream.concat(from.views().keySet().stream(), from.onDemand().keySet().stream())
        .forEach(view -> view(view, from, to, gone));
    Set<String> topics = wanted.logs().stream().map(FeatureLog::topic).collect(Collectors.toSet());
    for (FeatureLog log : deployed.logs()) {
      if (!topics.contains(log.topic())) {
        String object = "feature log " + log.topic();
        add(object, object + " gets no more events; it and its history stay", gone);
      }
    }
    for (ServedLog log : deployed.servedLogs().values()) {
      if (!wanted.servedLogs().containsKey(log.service())) {
        String object = "serving log " + log.topic();
        add(object, object + " gets no more lookups; it and its table stay", gone);
      }
    }
    for (String source : from.sources().keySet()) {
      if (!to.sources().containsKey(source)) {
        String topic = deployed.topics().deadLetters(source);
        add("source " + source, "dead-letter topic %s stays".formatted(topic), gone);
      }
    }
    return gone;
  }

  private static void view(String view, ByName from, ByName to, List<Consequence> gone) {
    if (!to.hasView(view)) {
      fails(from.describe(view), gone);
      return;
    }
    from.featuresOf(view).keySet().stream()
        .map(feature -> new Reference(view, feature))
        .filter(feature -> !to.has(feature))
        .forEach(feature -> fails("feature " + feature, gone));
  }

  private static void fails(String object, List<Consequence> gone) {
    add(object, "requests for %s fail".formatted(object), gone);
  }

  private static void add(String object, String text, List<Consequence> gone) {
    gone.add(new Consequence(Kind.REMOVED, object, text));
  }
}
