package dev.tidemark.online.http;

import com.fasterxml.jackson.databind.JsonNode;
import feast.proto.serving.ServingAPIProto.GetOnlineFeaturesRequest;
import feast.proto.types.ValueProto.RepeatedValue;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;

/**
 * The columns and rows that an answer has to have, read from a request without the servers' code.
 *
 * @param names of all columns
 * @param entities how many of them are entity columns
 */
record AskedShape(List<String> names, int entities, int rows) {
  private static final Set<String> ON_DEMAND = Set.of("ratios", "verdict", "pure");
  private static final Set<String> REQUEST_DATA = Set.of("amount", "share", "weights");

  /** Their features in the order of the answer. */
  private static final Map<String, List<String>> SERVICES =
      Map.of(
          "both", List.of("activity:clicks_1h", "before:clicks_1h"),
          "computed", List.of("activity:clicks_1h", "ratios:per_spent", "before:clicks"));

  static AskedShape of(JsonNode request) {
    List<String> entities = new ArrayList<>();
    request.path("entities").fieldNames().forEachRemaining(entities::add);
    List<String> features = new ArrayList<>();
    request.path("features").forEach(feature -> features.add(feature.textValue()));
    int rows =
        Stream.of("entities", "request_context")
            .flatMap(field -> request.path(field).valueStream())
            .mapToInt(JsonNode::size)
            .max()
            .orElse(0);
    return of(
        request.path("feature_service").asText(""),
        features,
        request.path("full_feature_names").asBoolean(),
        entities,
        rows);
  }

  static AskedShape of(GetOnlineFeaturesRequest request) {
    int rows =
        Stream.of(request.getEntitiesMap(), request.getRequestContextMap())
            .map(Map::values)
            .flatMap(Collection::stream)
            .mapToInt(RepeatedValue::getValCount)
            .max()
            .orElse(0);
    return of(
        request.getFeatureService(),
        request.getFeatures().getValList(),
        request.getFullFeatureNames(),
        List.copyOf(request.getEntitiesMap().keySet()),
        rows);
  }

  private static AskedShape of(
      String service, List<String> features, boolean full, List<String> entities, int rows) {
    List<String> names =
        new ArrayList<>(entities.stream().filter(name -> !REQUEST_DATA.contains(name)).toList());
    int keys = names.size();
    // A service wins: what features says then does not matter
    (SERVICES.containsKey(service) ? SERVICES.get(service) : onDemandLast(features))
        .stream()
            .map(feature -> full ? feature.replace(":", "__") : feature.split(":")[1])
            .forEach(names::add);
    return new AskedShape(names, keys, rows);
  }

  private static List<String> onDemandLast(List<String> features) {
    return Stream.of(false, true)
        .flatMap(onDemand ->
            features.stream()
                .filter(feature -> ON_DEMAND.contains(feature.split(":")[0]) == onDemand))
        .toList();
  }
}
