package dev.tidemark.checker.check;

import com.fasterxml.jackson.databind.JsonNode;
import dev.tidemark.checker.definition.Feature;
import dev.tidemark.checker.definition.View;
import dev.tidemark.checker.oracle.Micros;
import dev.tidemark.checker.oracle.Oracle.Answer;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/** What a lookup answered for one row and one view. */
record Given(
    Map<String, JsonNode> values, Map<String, String> statuses, Map<String, Instant> times) {

  /**
   * Takes it out of an answer with full feature names.
   *
   * @param features of the view, by their own names
   */
  static Given of(JsonNode answer, int row, String view, List<String> features) {
    Given given = new Given(new LinkedHashMap<>(), new LinkedHashMap<>(), new LinkedHashMap<>());
    JsonNode names = answer.at("/metadata/feature_names");
    for (int i = 0; i < names.size(); i++) {
      for (String feature : features) {
        if (names.get(i).asText().equals(view + "__" + feature)) {
          JsonNode result = answer.at("/results/" + i);
          given.values.put(feature, result.at("/values/" + row));
          given.statuses.put(feature, result.at("/statuses/" + row).asText());
          given.times.put(feature, Instant.parse(result.at("/event_timestamps/" + row).asText()));
        }
      }
    }
    return given;
  }

  /** Without the features that are INVALID. */
  Given valid() {
    Given valid =
        new Given(
            new LinkedHashMap<>(values), new LinkedHashMap<>(statuses), new LinkedHashMap<>(times));
    statuses.forEach((name, status) -> {
      if (status.equals("INVALID") && values.get(name).isNull()) {
        valid.values.remove(name);
        valid.statuses.remove(name);
        valid.times.remove(name);
      }
    });
    return valid;
  }

  boolean isEmpty() {
    return values.isEmpty();
  }

  /** Whether it is what the oracle says of these features. */
  boolean is(View view, Map<String, Answer> right) {
    return right.entrySet().stream()
        .allMatch(entry -> is(feature(view, entry.getKey()), entry.getKey(), entry.getValue()));
  }

  private boolean is(Feature feature, String name, Answer right) {
    if (!right.status().equals(statuses.get(name))) {
      return false;
    }
    boolean invalid = right.status().equals("INVALID");
    Instant time = right.time() == null ? Instant.EPOCH : Micros.instant(right.time());
    return (invalid || time.equals(times.get(name)))
        && Objects.equals(
            Values.ofLookup(feature.type(), values.get(name)), Values.asLookup(right.value()));
  }

  static Feature feature(View view, String name) {
    return view.features().stream()
        .filter(feature -> feature.name().equals(name))
        .findFirst()
        .orElse(null);
  }

  @Override
  public String toString() {
    StringBuilder text = new StringBuilder();
    values.forEach((name, value) ->
        text.append("%s=%s %s %s  ".formatted(name, value, statuses.get(name), times.get(name))));
    return text.toString().strip();
  }
}
