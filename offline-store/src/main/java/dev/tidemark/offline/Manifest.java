package dev.tidemark.offline;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonPropertyOrder;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamWriteFeature;
import com.fasterxml.jackson.databind.MapperFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.tidemark.offline.duckdb.ExportException;
import java.io.IOException;
import java.math.BigDecimal;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * What a training set was cut from: everything that its bytes depend on, and what is in it.
 * Specified in {@code docs/spec/training-set.md}; it holds no time of day, so that the same export
 * writes the same.
 */
@JsonPropertyOrder({
  "tidemark",
  "project",
  "definitions",
  "request",
  "features",
  "history",
  "spine",
  "options",
  "output"
})
public record Manifest(
    String tidemark,
    String project,
    Definitions definitions,
    Request request,
    List<Feature> features,
    List<Table> history,
    Spine spine,
    Options options,
    Output output) {
  private static final ObjectMapper JSON =
      JsonMapper.builder()
          .disable(MapperFeature.SORT_PROPERTIES_ALPHABETICALLY)
          .enable(SerializationFeature.INDENT_OUTPUT)
          .enable(StreamWriteFeature.WRITE_BIGDECIMAL_AS_PLAIN)
          .enable(SerializationFeature.ORDER_MAP_ENTRIES_BY_KEYS)
          .build();

  /**
   * Which version of the definitions.
   *
   * @param commit the Git commit, when there is one
   */
  @JsonPropertyOrder({"version", "hash", "commit", "dirty"})
  public record Definitions(int version, String hash, @Nullable String commit, boolean dirty) {}

  /**
   * What was asked for.
   *
   * @param service whose features; null when they are listed
   * @param features those that are listed, or of the service those that are wanted
   */
  @JsonInclude(JsonInclude.Include.NON_EMPTY)
  @JsonPropertyOrder({"service", "features", "labels"})
  public record Request(
      @Nullable String service,
      @Nullable List<String> features,
      @Nullable List<LabelFrom> labels) {}

  /** A label, with its horizon in ISO-8601. */
  @JsonPropertyOrder({"from", "horizon"})
  public record LabelFrom(String from, String horizon) {}

  /**
   * A column that was added.
   *
   * @param keys from the entity's key names to the spine's columns; null for an on-demand feature
   * @param computed how an on-demand feature comes about, else null
   * @param horizon of a label how long after T it is, in ISO-8601; else null
   */
  @JsonInclude(JsonInclude.Include.NON_NULL)
  @JsonPropertyOrder({
    "column",
    "feature",
    "type",
    "horizon",
    "keys",
    "computed",
    "nulls",
    "min",
    "max",
    "mean",
    "stddev"
  })
  public record Feature(
      String column,
      String feature,
      String type,
      @Nullable String horizon,
      @Nullable Map<String, String> keys,
      @Nullable Computed computed,
      long nulls,
      @Nullable BigDecimal min,
      @Nullable BigDecimal max,
      @Nullable BigDecimal mean,
      @Nullable BigDecimal stddev) {}

  /**
   * How an on-demand feature comes about.
   *
   * @param inputs the stored features that it needs, also by way of other on-demand features
   * @param request the spine's columns that it needs as request data
   */
  @JsonPropertyOrder({"expression", "inputs", "request"})
  public record Computed(String expression, List<Input> inputs, List<String> request) {}

  /** A stored feature that is joined, with its keys as above. */
  @JsonPropertyOrder({"feature", "keys"})
  public record Input(String feature, Map<String, String> keys) {}

  /** A history table at one snapshot; 0 where nothing was ever written. */
  @JsonPropertyOrder({"table", "snapshot", "offsets"})
  public record Table(String table, long snapshot, Map<Integer, Long> offsets) {}

  /**
   * The spine: of {@code files}, {@code sql}, {@code entities} and {@code served} there is one.
   *
   * @param files with the digest of each
   * @param sha256 of the one file; of several that of their digests, a line each; else of the rows
   *     as a Parquet file
   */
  @JsonInclude(JsonInclude.Include.NON_NULL)
  @JsonPropertyOrder({"files", "sql", "entities", "served", "sha256", "rows"})
  public record Spine(
      @Nullable List<SpineFile> files,
      @Nullable String sql,
      @Nullable Entities entities,
      @Nullable Served served,
      String sha256,
      long rows) {}

  @JsonPropertyOrder({"file", "sha256"})
  public record SpineFile(String file, String sha256) {}

  /** A view's keys at times; durations and times are ISO-8601. */
  @JsonPropertyOrder({"view", "every", "from", "to"})
  public record Entities(String view, String every, String from, String to) {}

  /** What lookups of a service were answered; times are ISO-8601. */
  @JsonInclude(JsonInclude.Include.NON_NULL)
  @JsonPropertyOrder({"service", "from", "to", "statuses"})
  public record Served(
      String service, @Nullable String from, @Nullable String to, boolean statuses) {}

  /** As {@link ExportOptions}, which has no {@code memory} here: it changes no byte. */
  @JsonInclude(JsonInclude.Include.NON_EMPTY)
  @JsonPropertyOrder({
    "timestamp_column",
    "full_feature_names",
    "known_at",
    "split",
    "split_by",
    "partition_by"
  })
  public record Options(
      @JsonProperty("timestamp_column") String timestampColumn,
      @JsonProperty("full_feature_names") boolean fullNames,
      @JsonProperty("known_at") String knownAt,
      @JsonProperty("split") @Nullable String split,
      @JsonProperty("split_by") @Nullable String splitBy,
      @JsonProperty("partition_by") @Nullable List<String> partitionBy) {
    static final String EVENT = "event";
    static final String ARRIVAL = "arrival";
  }

  /** What was written; of a folder the digest of {@code sha256sum}'s lines for its files. */
  @JsonPropertyOrder({"file", "format", "sha256"})
  public record Output(String file, String format, String sha256) {}

  void write(Path file) throws IOException {
    JSON.writeValue(file.toFile(), this);
  }

  /**
   * Reads a manifest.
   *
   * @throws ExportException when there is none
   */
  public static Manifest read(Path file) {
    try {
      Manifest manifest = JSON.readValue(file.toFile(), Manifest.class);
      if (Stream.of(
              manifest.definitions,
              manifest.request,
              manifest.history,
              manifest.spine,
              manifest.options,
              manifest.output)
          .anyMatch(Objects::isNull)) {
        throw new ExportException(
            "Cannot read manifest %s: a part of it is missing; expected what an export wrote"
                .formatted(file));
      }
      return manifest;
    } catch (NoSuchFileException | java.io.FileNotFoundException e) {
      throw new ExportException(
          "Cannot read manifest %s: there is no such file".formatted(file), e);
    } catch (JsonProcessingException e) {
      throw new ExportException(
          "Cannot read manifest %s: it is none of this version of Tidemark: %s"
              .formatted(file, e.getOriginalMessage()),
          e);
    } catch (IOException e) {
      throw new ExportException("Cannot read manifest %s: %s".formatted(file, e.getMessage()), e);
    }
  }
}
