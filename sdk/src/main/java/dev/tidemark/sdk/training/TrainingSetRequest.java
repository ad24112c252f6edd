package dev.tidemark.sdk.training;

import dev.tidemark.sdk.TidemarkException;
import dev.tidemark.sdk.TidemarkException.Kind;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.apache.arrow.vector.VectorSchemaRoot;
import org.apache.arrow.vector.ipc.ArrowReader;
import org.jspecify.annotations.Nullable;

/** Which features are joined to which rows, and how. Immutable, but for its spine. */
public final class TrainingSetRequest {
  private final String command;
  private final Spine spine;
  private final Duration deadline;

  private TrainingSetRequest(String command, Spine spine, Duration deadline) {
    this.command = command;
    this.spine = spine;
    this.deadline = deadline;
  }

  /** A request for the features of a feature service. */
  public static Builder service(String name) {
    return new Builder().service(name);
  }

  /** A request for features, each as {@code view:feature}. */
  public static Builder features(String... references) {
    return new Builder().features(List.of(references));
  }

  /** What the node is asked, as JSON. */
  String command() {
    return command;
  }

  Spine spine() {
    return spine;
  }

  Duration deadline() {
    return deadline;
  }

  /** Collects a request. */
  public static final class Builder {
    private final JsonObject command = new JsonObject();
    private final List<JsonObject> labels = new ArrayList<>();
    private @Nullable Spine spine;
    private Duration deadline = Duration.ofHours(1);

    private Builder() {}

    private Builder service(String name) {
      command.put("service", name);
      return this;
    }

    private Builder features(List<String> references) {
      command.put("features", references);
      return this;
    }

    /** Takes only some of the service's features, each by its name or as {@code view:feature}. */
    public Builder only(String... references) {
      return features(List.of(references));
    }

    /** The rows: their keys, their times and whatever is to be passed on. They are read once. */
    public Builder spine(ArrowReader batches) {
      spine = new Spine.Batches(batches);
      return this;
    }

    /** The rows, as a single batch of at most 64 MiB. */
    public Builder spine(VectorSchemaRoot batch) {
      spine = new Spine.Batch(batch);
      return this;
    }

    /**
     * The rows. A column has the type of its first value that is not null: {@link Boolean}, {@link
     * Integer}, {@link Long}, {@link Float}, {@link Double}, {@link String}, {@code byte[]} or
     * {@link java.time.Instant}, whose digits after the microseconds are cut.
     */
    public Builder rows(List<? extends Map<String, ? extends @Nullable Object>> rows) {
      spine = new Spine.Rows(List.copyOf(rows));
      return this;
    }

    /** Where the spine holds each row's time; {@code event_timestamp} at first. */
    public Builder timestampColumn(String column) {
      command.put("timestamp_column", column);
      return this;
    }

    /** Names features {@code view__feature}. */
    public Builder fullFeatureNames() {
      command.put("full_feature_names", true);
      return this;
    }

    /** Lets events count from their arrival on, as in lookups, and not from their own time on. */
    public Builder knownAtArrival() {
      command.put("known_at", "arrival");
      return this;
    }

    /**
     * Adds features as they are later, to be learned, as columns {@code label__…}.
     *
     * @param from {@code view} or {@code view:feature}
     * @param horizon how long after each row's time
     */
    public Builder label(String from, Duration horizon) {
      labels.add(new JsonObject().put("from", from).put("horizon", text(horizon)));
      return this;
    }

    private static String text(Duration duration) {
      long millis = duration.toMillis();
      if (duration.toNanosPart() % 1_000_000 != 0) {
        throw new TidemarkException(
            Kind.INVALID_REQUEST,
            "Cannot send horizon %s: it has parts of a millisecond; leave them away"
                .formatted(duration));
      }
      if (millis % Duration.ofDays(1).toMillis() == 0) {
        return duration.toDays() + "d";
      }
      return millis % 1_000 == 0 ? duration.toSeconds() + "s" : millis + "ms";
    }

    /** Adds the column {@code split}; the parts as {@code train:0.8,test:0.2}, by time. */
    public Builder split(String parts) {
      command.put("split", parts);
      return this;
    }

    /** As {@link #split(String)}, with all rows of equal values of a column in the same part. */
    public Builder split(String parts, String by) {
      command.put("split", parts);
      command.put("split_by", by);
      return this;
    }

    /** Takes the history as it is, without what was published last. */
    public Builder noWait() {
      command.put("no_wait", true);
      return this;
    }

    /** How long it may take until the last row has been read; an hour at first. */
    public Builder deadline(Duration duration) {
      deadline = Objects.requireNonNull(duration);
      return this;
    }

    /**
     * The request.
     *
     * @throws TidemarkException when it has no rows
     */
    public TrainingSetRequest build() {
      if (spine == null) {
        throw new TidemarkException(
            Kind.INVALID_REQUEST, "Cannot ask for a training set without rows; give spine or rows");
      }
      if (!labels.isEmpty()) {
        command.putObjects("labels", labels);
      }
      return new TrainingSetRequest(command.toString(), spine, deadline);
    }
  }
}
