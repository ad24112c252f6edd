package dev.tidemark.registry.plan;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.tidemark.registry.definition.Definitions;
import dev.tidemark.registry.deployment.Compiler;
import dev.tidemark.registry.deployment.Deployment;
import dev.tidemark.registry.deployment.FeatureLog;
import dev.tidemark.registry.deployment.Topics;
import dev.tidemark.registry.deployment.Version;
import dev.tidemark.registry.json.VersionJson;
import dev.tidemark.registry.plan.Consequence.Kind;
import java.io.IOException;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** A plan tells the truth about random pairs of definitions. {@code -Dtests.seed} repeats one. */
class TruePlanTest {
  private static final int PAIRS = 200;
  private static final Map<String, String> KINDS =
      Map.of(
          "entities", "entity",
          "sources", "source",
          "views", "feature view",
          "on_demand_views", "on-demand feature view",
          "services", "feature service");

  private final long seed = Long.getLong("tests.seed", System.nanoTime());
  private final Random random = new Random(seed);

  private record Pair(Version deployed, Version wanted, Plan plan) {}

  private interface Check {
    void of(Pair pair) throws IOException;
  }

  /** The deployed version is a second one, so that logs have had several schemas. */
  private void pairs(Check check) throws IOException {
    System.out.println("TruePlanTest: -Dtests.seed=" + seed);
    RandomShop shop = new RandomShop(random);
    for (int i = 0; i < PAIRS; i++) {
      Version first = next(Optional.empty(), shop.definitions());
      Version deployed = next(Optional.of(first), shop.definitions());
      Version wanted = next(Optional.of(deployed), shop.definitions());
      check.of(new Pair(deployed, wanted, Plan.between(Optional.of(deployed), wanted)));
    }
  }

  private static Version next(Optional<Version> deployed, Definitions definitions) {
    return Compiler.next(deployed, "shop", Edited.ORIGIN, 8, definitions);
  }

  @Test
  void of_equal_definitions_it_is_empty() throws IOException {
    pairs(pair -> {
      Version again = next(Optional.of(pair.deployed()), pair.deployed().definitions());
      Plan plan = Plan.between(Optional.of(pair.deployed()), again);

      assertThat(plan.isEmpty()).isTrue();
      assertThat(plan.consequences()).isEmpty();
      assertThat(plan.renames()).isEmpty();
    });
  }

  @Test
  void every_object_whose_canonical_text_differs_is_in_it_and_no_other() throws IOException {
    pairs(pair -> {
      Map<String, JsonNode> before = objects(pair.deployed().definitions());
      Map<String, JsonNode> after = objects(pair.wanted().definitions());
      Set<String> names = new HashSet<>(before.keySet());
      names.addAll(after.keySet());
      names.removeIf(name -> Objects.equals(before.get(name), after.get(name)));

      assertThat(
              pair.plan().changes().stream()
                  .filter(change -> !change.isFeature())
                  .map(change -> change.kind() + " " + change.name()))
          .containsExactlyInAnyOrderElementsOf(names);
    });
  }

  @Test
  void every_changed_object_names_a_field_and_every_changed_feature_is_in_it() throws IOException {
    pairs(pair -> {
      Map<String, JsonNode> before = objects(pair.deployed().definitions());
      Map<String, JsonNode> after = objects(pair.wanted().definitions());
      Set<String> features = new HashSet<>();
      Set<String> fields = new HashSet<>();
      after.forEach((name, object) -> {
        JsonNode old = before.get(name);
        if (old != null) {
          boolean view = name.contains("feature view ");
          if (!own(old, view).equals(own(object, view))) {
            fields.add(name);
          }
          if (view) {
            features.addAll(differing(old, object));
          }
        }
      });

      assertThat(changed(pair.plan(), true)).isEqualTo(features);
      assertThat(changed(pair.plan(), false)).isEqualTo(fields);
    });
  }

  /** Without the features, if it is a view. */
  private static JsonNode own(JsonNode object, boolean view) {
    return view ? object.<ObjectNode>deepCopy().without("features") : object;
  }

  private static Set<String> differing(JsonNode before, JsonNode after) {
    Map<String, JsonNode> old = new HashMap<>();
    before.path("features").forEach(feature -> old.put(feature.path("name").asText(), feature));
    Set<String> differing = new HashSet<>();
    for (JsonNode feature : after.path("features")) {
      String name = feature.path("name").asText();
      if (old.containsKey(name) && !feature.equals(old.get(name))) {
        differing.add("feature " + after.path("name").asText() + ":" + name);
      }
    }
    return differing;
  }

  /** What the plan says of features, or of the fields of objects but for the order of features. */
  private static Set<String> changed(Plan plan, boolean features) {
    return plan.changes().stream()
        .filter(change -> change.action() == Action.CHANGE && change.isFeature() == features)
        .filter(
            change -> change.fields().stream().anyMatch(f -> !f.name().equals("order of features")))
        .map(change -> change.kind() + " " + change.name())
        .collect(Collectors.toSet());
  }

  private static Map<String, JsonNode> objects(Definitions definitions) throws IOException {
    Map<String, JsonNode> objects = new HashMap<>();
    JsonNode json = new ObjectMapper().readTree(VersionJson.write(definitions));
    json.properties()
        .forEach(list ->
            list.getValue()
                .forEach(object ->
                    objects.put(
                        KINDS.get(list.getKey()) + " " + object.path("name").asText(), object)));
    return objects;
  }

  @Test
  void state_is_rebuilt_exactly_where_fold_would_start_another_job() throws IOException {
    pairs(pair -> {
      Map<String, String> before = meanings(deployment(pair.deployed()));
      Map<String, String> after = meanings(deployment(pair.wanted()));
      Set<String> rebuilt =
          after.keySet().stream()
              .filter(before::containsKey)
              .filter(entity -> !after.get(entity).equals(before.get(entity)))
              .map(entity -> "entity " + entity)
              .collect(Collectors.toSet());

      assertThat(
              objects(pair.plan(), Kind.STATE).stream()
                  .filter(object -> !object.startsWith("job "))
                  .collect(Collectors.toSet()))
          .isEqualTo(rebuilt);
    });
  }

  /** By entity, all that the name of its FOLD application is made from. */
  private static Map<String, String> meanings(Deployment deployment) {
    Map<String, String> meanings = new TreeMap<>();
    deployment.logs().stream()
        .sorted(Comparator.comparing(FeatureLog::topic))
        .forEach(log ->
            meanings.merge(
                log.entity().name(),
                log.entity().keys() + log.topic() + log.plan().kept(),
                String::concat));
    return meanings;
  }

  @Test
  void the_feature_logs_that_come_and_go_are_those_of_the_deployments() throws IOException {
    pairs(pair -> {
      Set<String> before = logs(deployment(pair.deployed()));
      Set<String> after = logs(deployment(pair.wanted()));

      assertThat(logs(pair.plan(), Kind.TOPICS)).isEqualTo(minus(after, before));
      assertThat(logs(pair.plan(), Kind.REMOVED)).isEqualTo(minus(before, after));
    });
  }

  @Test
  void the_serving_logs_that_come_and_go_are_those_of_the_deployments() throws IOException {
    pairs(pair -> {
      Set<String> before = servedLogs(pair.deployed());
      Set<String> after = servedLogs(pair.wanted());

      assertThat(logs("serving log ", pair.plan(), Kind.TOPICS)).isEqualTo(minus(after, before));
      assertThat(logs("serving log ", pair.plan(), Kind.REMOVED)).isEqualTo(minus(before, after));
    });
  }

  private static Set<String> servedLogs(Version version) {
    return version.definitions().services().stream()
        .filter(service -> service.log().isPresent())
        .map(service -> new Topics(version.project()).servedLog(service.name()))
        .collect(Collectors.toSet());
  }

  @Test
  void the_document_holds_all_of_it() throws IOException {
    pairs(pair -> {
      JsonNode json = new ObjectMapper().readTree(pair.plan().toJson());

      assertThat(json.path("changes")).hasSize(pair.plan().changes().size());
      assertThat(json.path("consequences")).hasSize(pair.plan().consequences().size());
      assertThat(json.path("breaking")).hasSize(pair.plan().breaking().size());
      assertThat(json.path("renames")).hasSize(pair.plan().renames().size());
      assertThat(json.path("empty").asBoolean()).isEqualTo(pair.plan().isEmpty());
    });
  }

  private static Set<String> minus(Set<String> all, Set<String> others) {
    return all.stream().filter(name -> !others.contains(name)).collect(Collectors.toSet());
  }

  private static Set<String> logs(Plan plan, Kind kind) {
    return logs("feature log ", plan, kind);
  }

  private static Set<String> logs(String what, Plan plan, Kind kind) {
    return objects(plan, kind).stream()
        .filter(object -> object.startsWith(what))
        .map(object -> object.substring(what.length()))
        .collect(Collectors.toSet());
  }

  private static List<String> objects(Plan plan, Kind kind) {
    return plan.consequences().stream()
        .filter(consequence -> consequence.kind() == kind)
        .map(Consequence::object)
        .toList();
  }

  private static Set<String> logs(Deployment deployment) {
    return deployment.logs().stream().map(FeatureLog::topic).collect(Collectors.toSet());
  }

  private static Deployment deployment(Version version) {
    Definitions all = version.definitions();
    return Compiler.compile(
        new Version(
            version.project(),
            version.number(),
            version.origin(),
            version.partitions(),
            new Definitions(all.entities(), all.sources(), all.views(), List.of(), List.of()),
            version.schemas()));
  }
}
