package dev.tidemark.sdk;

import dev.tidemark.sdk.TidemarkException.Kind;
import feast.proto.serving.ServingAPIProto.FeatureList;
import feast.proto.serving.ServingAPIProto.GetOnlineFeaturesRequest;
import feast.proto.types.ValueProto.RepeatedValue;
import feast.proto.types.ValueProto.Value;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Which features are asked for, of which entity rows. Immutable.
 *
 * <p>Values are {@link Boolean}, {@link Integer}, {@link Long}, {@link Float}, {@link Double},
 * {@link String}, {@code byte[]}, {@link Instant} in whole seconds, a {@link List} of one of these,
 * or null.
 */
public final class LookupRequest {
  /** The rows of a call; more become several calls. */
  private static final int MOST_ROWS = 10_000;

  private final GetOnlineFeaturesRequest features;
  private final Map<String, List<Value>> entities;
  private final Map<String, List<Value>> context;
  private final int rows;
  private final Optional<Instant> asOf;
  private final Optional<Duration> deadline;

  private LookupRequest(Builder builder, int rows) {
    this.features = builder.features.build();
    this.entities = copy(builder.entities);
    this.context = copy(builder.context);
    this.rows = rows;
    this.asOf = Optional.ofNullable(builder.asOf);
    this.deadline = Optional.ofNullable(builder.deadline);
  }

  private static Map<String, List<Value>> copy(Map<String, List<Value>> columns) {
    Map<String, List<Value>> copies = new LinkedHashMap<>();
    columns.forEach((name, values) -> copies.put(name, List.copyOf(values)));
    return copies;
  }

  /** A request for the features of a feature service. */
  public static Builder service(String name) {
    return new Builder(GetOnlineFeaturesRequest.newBuilder().setFeatureService(name));
  }

  /** A request for features, each as {@code view:feature}. */
  public static Builder features(String... references) {
    return new Builder(
        GetOnlineFeaturesRequest.newBuilder()
            .setFeatures(FeatureList.newBuilder().addAllVal(List.of(references))));
  }

  /** How many entity rows there are. */
  public int rows() {
    return rows;
  }

  Optional<Instant> asOf() {
    return asOf;
  }

  Optional<Duration> deadline() {
    return deadline;
  }

  /** How many calls it takes. */
  int parts() {
    return Math.max(1, (rows + MOST_ROWS - 1) / MOST_ROWS);
  }

  GetOnlineFeaturesRequest part(int number) {
    int from = number * MOST_ROWS;
    int to = Math.min(rows, from + MOST_ROWS);
    GetOnlineFeaturesRequest.Builder part = features.toBuilder();
    entities.forEach((name, values) -> part.putEntities(name, column(values.subList(from, to))));
    context.forEach(
        (name, values) -> part.putRequestContext(name, column(values.subList(from, to))));
    return part.build();
  }

  private static RepeatedValue column(List<Value> values) {
    return RepeatedValue.newBuilder().addAllVal(values).build();
  }

  /**
   * Collects a request, row by row or column by column. Its methods throw {@link TidemarkException}
   * of the kind {@code INVALID_REQUEST} for what cannot be sent.
   */
  public static final class Builder {
    private final GetOnlineFeaturesRequest.Builder features;
    private final Map<String, List<Value>> entities = new LinkedHashMap<>();
    private final Map<String, List<Value>> context = new LinkedHashMap<>();
    private int rowsAdded;
    private @Nullable Instant asOf;
    private @Nullable Duration deadline;

    private Builder(GetOnlineFeaturesRequest.Builder features) {
      this.features = features;
    }

    /** Adds an entity row with one key. */
    public Builder row(String key, @Nullable Object value) {
      LinkedHashMap<String, @Nullable Object> row = new LinkedHashMap<>();
      row.put(key, value);
      return row(row);
    }

    /** Adds an entity row: its keys, and request data if there is any. Every row has the same. */
    public Builder row(Map<String, ? extends @Nullable Object> row) {
      if (rowsAdded == 0) {
        row.keySet().forEach(name -> entities.putIfAbsent(name, new ArrayList<>()));
      }
      if (!row.keySet().equals(entities.keySet())) {
        throw unfit(
            "Cannot add row %d: it has %s, others have %s; give every row the same columns"
                .formatted(rowsAdded, row.keySet(), entities.keySet()));
      }
      row.forEach((name, value) -> add(entities, name, value));
      rowsAdded++;
      return this;
    }

    /** Adds a column of keys or request data, with a value for each entity row. */
    public Builder column(String name, List<? extends @Nullable Object> values) {
      return column(entities, name, values);
    }

    /** Adds a column of request data, with a value for each entity row. */
    public Builder context(String name, List<? extends @Nullable Object> values) {
      return column(context, name, values);
    }

    private Builder column(
        Map<String, List<Value>> columns, String name, List<? extends @Nullable Object> values) {
      if (columns.putIfAbsent(name, new ArrayList<>(values.size())) != null) {
        throw unfit("Cannot add column %s twice; give it once".formatted(name));
      }
      values.forEach(value -> add(columns, name, value));
      return this;
    }

    private static void add(Map<String, List<Value>> columns, String name, @Nullable Object value) {
      List<Value> column = columns.computeIfAbsent(name, added -> new ArrayList<>());
      column.add(SentValue.SECONDS.of(() -> "%s, row %d".formatted(name, column.size()), value));
    }

    /**
     * Asks as if now were another time: the present state, evaluated then. A time before the newest
     * event of a key makes its values {@link FeatureStatus#INVALID}.
     */
    public Builder asOf(Instant time) {
      asOf = time;
      return this;
    }

    /** Names features {@code view__feature}. */
    public Builder fullFeatureNames() {
      features.setFullFeatureNames(true);
      return this;
    }

    /** How long the lookup may take, with all its calls and repetitions. */
    public Builder deadline(Duration duration) {
      deadline = duration;
      return this;
    }

    /** The request. */
    public LookupRequest build() {
      Map<String, Integer> lengths = new LinkedHashMap<>();
      entities.forEach((name, values) -> lengths.put(name, values.size()));
      context.forEach((name, values) -> lengths.put(name, values.size()));
      if (lengths.values().stream().distinct().count() > 1) {
        throw unfit(
            "Cannot look up: columns differ in length: %s; give each a value for every row"
                .formatted(lengths));
      }
      return new LookupRequest(this, lengths.values().stream().findFirst().orElse(0));
    }

    private static TidemarkException unfit(String message) {
      return new TidemarkException(Kind.INVALID_REQUEST, message);
    }
  }
}
