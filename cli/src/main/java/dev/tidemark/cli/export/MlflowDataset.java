package dev.tidemark.cli.export;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.json.JsonWriteFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.tidemark.model.type.Scalar;
import dev.tidemark.model.type.ValueType;
import dev.tidemark.offline.Manifest;
import java.math.BigDecimal;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A training set as MLflow knows data sets. Source, schema and profile are JSON in texts.
 *
 * @param digest the beginning of the SHA-256
 */
record MlflowDataset(String name, String digest, String source, String schema, String profile) {
  /** MLflow's limits, in characters. */
  record Limits(int schema, int profile) {
    static final Limits OF_MLFLOW = new Limits(1_048_575, 16_777_215);
  }

  static final int DIGEST = 36;

  /** Without characters that would be longer in a database than here. */
  private static final JsonMapper JSON =
      JsonMapper.builder().enable(JsonWriteFeature.ESCAPE_NON_ASCII).build();

  static MlflowDataset of(Manifest manifest, Path out, Limits limits) {
    Path path = out.toAbsolutePath().normalize();
    ObjectNode source =
        JSON.createObjectNode()
            .put("uri", path.toUri().toString())
            .put("manifest", Path.of(path + ".manifest.json").toUri().toString());
    return new MlflowDataset(
        Objects.requireNonNull(path.getFileName()).toString(),
        manifest.output().sha256().substring(0, DIGEST),
        text(source),
        schema(manifest.features(), limits.schema()),
        profile(manifest, limits.profile()));
  }

  /** For {@code runs/log-inputs}. */
  ObjectNode json() {
    return JSON.createObjectNode()
        .put("name", name)
        .put("digest", digest)
        .put("source_type", "local")
        .put("source", source)
        .put("schema", schema)
        .put("profile", profile);
  }

  private static String schema(List<Manifest.Feature> features, int limit) {
    List<String> columns = new ArrayList<>();
    for (Manifest.Feature feature : features) {
      ObjectNode column =
          type(feature.type()).put("name", feature.column()).put("required", feature.nulls() == 0);
      columns.add(text(column));
    }
    return Fit.parts(
        "{\"mlflow_colspec\":[",
        columns,
        left -> left == 0 ? "]}" : "],\"columns_left_out\":%d}".formatted(left),
        limit);
  }

  private static ObjectNode type(String text) {
    ValueType type = ValueType.parse(text).orElseThrow();
    ObjectNode scalar = JSON.createObjectNode().put("type", name(type.scalar()));
    if (!type.array()) {
      return scalar;
    }
    ObjectNode array = JSON.createObjectNode().put("type", "array");
    array.set("items", scalar);
    return array;
  }

  private static String name(Scalar scalar) {
    return switch (scalar) {
      case BOOL -> "boolean";
      case INT32 -> "integer";
      case INT64 -> "long";
      case FLOAT -> "float";
      case DOUBLE -> "double";
      case STRING -> "string";
      case BYTES -> "binary";
      case TIMESTAMP -> "datetime";
    };
  }

  private static String profile(Manifest manifest, int limit) {
    List<String> features = new ArrayList<>();
    for (Manifest.Feature feature : manifest.features()) {
      ObjectNode statistics = JSON.createObjectNode().put("nulls", feature.nulls());
      put(statistics, "min", feature.min());
      put(statistics, "max", feature.max());
      put(statistics, "mean", feature.mean());
      put(statistics, "stddev", feature.stddev());
      if (feature.horizon() != null) {
        statistics.put("horizon", feature.horizon());
      }
      features.add(text(JSON.getNodeFactory().textNode(feature.column())) + ":" + text(statistics));
    }
    return Fit.parts(
        "{\"num_rows\":%d,\"num_features\":%d,\"features\":{"
            .formatted(manifest.spine().rows(), manifest.features().size()),
        features,
        left -> left == 0 ? "}}" : "},\"features_left_out\":%d}".formatted(left),
        limit);
  }

  private static void put(ObjectNode statistics, String name, @Nullable BigDecimal number) {
    if (number != null) {
      statistics.put(name, number);
    }
  }

  private static String text(JsonNode json) {
    try {
      return JSON.writeValueAsString(json);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("a tree can be written", e);
    }
  }
}
