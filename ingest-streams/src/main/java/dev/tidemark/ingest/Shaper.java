package dev.tidemark.ingest;

import dev.tidemark.ingest.SchemaRegistry.StoppedException;
import dev.tidemark.ingest.ShapeResult.Row;
import dev.tidemark.ingest.ShapeResult.Shaped;
import dev.tidemark.registry.deployment.Deployment;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import org.apache.kafka.common.header.Headers;
import org.jspecify.annotations.Nullable;

/**
 * Turns an event into rows. It is checked in this order: the message, the columns in the order of
 * their definition, event time, created time, derived columns, keys, size of the rows; the first
 * thing wrong is the reason. For one thread.
 */
public final class Shaper {
  private final EventReader reader;
  private final EventTimes times;
  private final Derivation derivation;
  private final EventIds ids;
  private final List<RowShaper> logs;

  Shaper(ShapePlan plan, Surroundings surroundings) {
    reader = new EventReader(plan.source(), surroundings.schemas());
    times = new EventTimes(plan.source(), surroundings.clock());
    derivation = new Derivation(plan);
    ids = new EventIds(plan.source());
    logs = plan.logs().stream().map(log -> new RowShaper(log, plan.source(), derivation)).toList();
  }

  /** The shaper of a source's events in JSON; empty when no view uses the source. */
  public static Optional<Shaper> of(Deployment deployment, String source, InstantSource clock) {
    return Optional.ofNullable(ShapePlan.of(deployment).get(source))
        .map(plan -> new Shaper(plan, new Surroundings(clock, Optional.empty())));
  }

  /** A shaper of the rows of files for some of the source's feature logs. */
  public static Shaper ofFiles(
      Deployment deployment, String source, Set<String> logs, InstantSource clock) {
    return new Shaper(
        Objects.requireNonNull(ShapePlan.of(deployment).get(source)).ofFiles(logs),
        new Surroundings(clock, Optional.empty()));
  }

  /**
   * The rows of a record of the source's topic. Never throws for an event, whatever its bytes; may
   * wait for the schema registry.
   *
   * @param key of the record
   * @param headers of the record
   * @param value of the record: the message
   */
  public ShapeResult shape(byte @Nullable [] key, Headers headers, byte @Nullable [] value) {
    try {
      return shaped(reader.read(key, headers, value));
    } catch (RefusalException refusal) {
      return refusal.refused();
    } catch (StoppedException stopped) {
      throw stopped;
    } catch (RuntimeException defect) {
      return failed(defect);
    }
  }

  /** One event must not stop the job; as a dead letter it can be sent again when we are mended. */
  private static ShapeResult failed(RuntimeException defect) {
    return new ShapeResult.Refused(Reason.FAILED, "Cannot shape event: " + defect);
  }

  /**
   * The tombstones of a record without a value: one for each entity whose whole key stands in the
   * record's key and headers. Never throws for a record.
   *
   * @param timestamp of the record, in milliseconds since the epoch
   */
  ShapeResult delete(byte @Nullable [] key, Headers headers, long timestamp) {
    try {
      return new Shaped(tombstones(key, headers, timestamp), Optional.empty(), 0);
    } catch (RefusalException refusal) {
      return refusal.refused();
    } catch (RuntimeException defect) {
      return failed(defect);
    }
  }

  private List<Row> tombstones(byte @Nullable [] key, Headers headers, long timestamp)
      throws RefusalException {
    if (logs.stream().noneMatch(RowShaper::keyedOutside)) {
      throw reader.empty(
          "; it would delete a key if the key columns of an entity were read from the record's key"
              + " or headers");
    }
    @Nullable Object[] values = reader.withoutMessage(key, headers).values;
    long eventTime = times.eventTime(Instant.ofEpochMilli(timestamp));
    List<Row> rows =
        logs.stream()
            .filter(log -> log.keyedOutside() && log.keyed(values))
            .map(log -> log.tombstone(eventTime, values))
            .toList();
    if (rows.isEmpty()) {
      throw unkeyed();
    }
    return rows;
  }

  private Shaped shaped(RawEvent event) throws RefusalException {
    long eventTime = times.eventTime(event.eventTime());
    long createdTime = times.createdTime(event.createdTime());
    @Nullable Object[] values = event.values;
    derivation.derive(values);
    boolean[] conditions = derivation.conditions(values);
    List<Row> rows = new ArrayList<>(logs.size());
    int fromFiles = 0;
    for (RowShaper log : logs) {
      if (!log.keyed(values)) {
        continue;
      }
      if (log.fromFiles(eventTime)) {
        fromFiles++;
      } else {
        rows.add(log.row(eventTime, createdTime, values, conditions));
      }
    }
    if (rows.isEmpty() && fromFiles == 0) {
      throw unkeyed();
    }
    return new Shaped(rows, ids.of(event), fromFiles);
  }

  private RefusalException unkeyed() {
    return new RefusalException(
        Reason.NULL_KEY,
        "Cannot key event: a key field is null or missing for every entity: "
            + String.join("; ", logs.stream().map(RowShaper::keyNames).toList()));
  }
}
