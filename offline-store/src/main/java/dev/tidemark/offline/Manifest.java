package dev.tidemark.offline;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonPropertyOrder;
import com.fasterxml.jackson.databind.MapperFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What a training set was cut from: everything that its bytes depend on. Specified in {@code
 * docs/spec/training-set.md}; it holds no time of day, so that the same export writes the same.
 */
@JsonPropertyOrder({
  "tidemark",
  "project",
  "definitions",
  "features",
  "history",
  "spine",
  "options",
  "output"
})
record Manifest(
    String tidemark,
    String project,
    Definitions definitions,
    List<Feature> features,
    List<Table> history,
    Spine spine,
    Options options,
    Output output) {
  private static final ObjectMapper JSON =
      JsonMapper.builder()
          .disable(MapperFeature.SORT_PROPERTIES_ALPHABETICALLY)
          .enable(SerializationFeature.INDENT_OUTPUT)
          .enable(SerializationFeature.ORDER_MAP_ENTRIES_BY_KEYS)
          .build();

  /**
   * Which version of the definitions.
   *
   * @param commit the Git commit, when there is one
   */
  @JsonPropertyOrder({"version", "hash", "commit", "dirty"})
  record Definitions(int version, String hash, @Nullable String commit, boolean dirty) {}

  /**
   * A column that was added.
   *
   * @param keys from the entity's key names to the spine's columns; null for an on-demand feature
   * @param computed how an on-demand feature comes about, else null
   */
  @JsonInclude(JsonInclude.Include.NON_NULL)
  @JsonPropertyOrder({"column", "feature", "type", "keys", "computed", "nulls"})
  record Feature(
      String column,
      String feature,
      String type,
      @Nullable Map<String, String> keys,
      @Nullable Computed computed,
      long nulls) {}

  /**
   * How an on-demand feature comes about.
   *
   * @param inputs the stored features that it needs, also by way of other on-demand features
   * @param request the spine's columns that it needs as request data
   */
  @JsonPropertyOrder({"expression", "inputs", "request"})
  record Computed(String expression, List<Input> inputs, List<String> request) {}

  /** A stored feature that is joined, with its keys as above. */
  @JsonPropertyOrder({"feature", "keys"})
  record Input(String feature, Map<String, String> keys) {}

  /** A history table at one snapshot; 0 where nothing was ever written. */
  @JsonPropertyOrder({"table", "snapshot", "offsets"})
  record Table(String table, long snapshot, Map<Integer, Long> offsets) {}

  @JsonPropertyOrder({"file", "sha256", "rows"})
  record Spine(String file, String sha256, long rows) {}

  @JsonPropertyOrder({"timestamp_column", "full_feature_names"})
  record Options(
      @JsonProperty("timestamp_column") String timestampColumn,
      @JsonProperty("full_feature_names") boolean fullNames) {}

  @JsonPropertyOrder({"file", "format", "sha256"})
  record Output(String file, String format, String sha256) {}

  void write(Path file) throws IOException {
    JSON.writeValue(file.toFile(), this);
  }
}
