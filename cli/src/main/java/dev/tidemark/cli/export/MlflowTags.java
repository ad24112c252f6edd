package dev.tidemark.cli.export;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import dev.tidemark.offline.Manifest;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** What a training set was cut from, as MLflow's tags: by these it is searched for. */
final class MlflowTags {
  /** Of a data set's tag; a run's may be longer. */
  static final int LIMIT = 500;

  private MlflowTags() {}

  /** Of the input of a run. */
  static ArrayNode ofInput(Manifest manifest) {
    Map<String, String> tags = new LinkedHashMap<>();
    tags.put("mlflow.data.context", "training");
    tags.putAll(origin(manifest));
    return json(tags);
  }

  /** Of a run that is made for the training set. */
  static ArrayNode ofRun(Manifest manifest, Environment environment) {
    Map<String, String> tags = new LinkedHashMap<>();
    tags.put("mlflow.source.name", manifest.tidemark());
    tags.put("mlflow.source.type", "LOCAL");
    environment.get("USER").ifPresent(user -> tags.put("mlflow.user", user));
    if (manifest.definitions().commit() != null) {
      tags.put("mlflow.source.git.commit", manifest.definitions().commit());
    }
    tags.putAll(origin(manifest));
    return json(tags);
  }

  private static Map<String, String> origin(Manifest manifest) {
    Manifest.Definitions definitions = manifest.definitions();
    Map<String, String> tags = new LinkedHashMap<>();
    tags.put("tidemark.project", manifest.project());
    tags.put("tidemark.definitions.version", String.valueOf(definitions.version()));
    tags.put("tidemark.definitions.hash", definitions.hash());
    if (definitions.commit() != null) {
      tags.put(
          "tidemark.definitions.commit",
          definitions.commit() + (definitions.dirty() ? "-dirty" : ""));
    }
    tags.put("tidemark.snapshots", snapshots(manifest.history()));
    tags.put("tidemark.spine.sha256", manifest.spine().sha256());
    tags.put("tidemark.output.sha256", manifest.output().sha256());
    return tags;
  }

  private static String snapshots(List<Manifest.Table> history) {
    return Fit.parts(
        "",
        history.stream().map(read -> read.table() + "=" + read.snapshot()).toList(),
        left -> left == 0 ? "" : " and %d more".formatted(left),
        LIMIT);
  }

  private static ArrayNode json(Map<String, String> tags) {
    ArrayNode array = JsonNodeFactory.instance.arrayNode();
    tags.forEach((key, value) -> {
      String cut = value.length() > LIMIT ? value.substring(0, LIMIT) : value;
      array.addObject().put("key", key).put("value", cut);
    });
    return array;
  }
}
