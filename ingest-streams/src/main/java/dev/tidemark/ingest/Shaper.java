package dev.tidemark.ingest;

import dev.tidemark.ingest.SchemaRegistry.StoppedException;
import dev.tidemark.ingest.ShapeResult.Row;
import dev.tidemark.ingest.ShapeResult.Shaped;
import java.util.ArrayList;
import java.util.List;
import org.apache.kafka.common.header.Headers;
import org.jspecify.annotations.Nullable;

/**
 * Turns an event into rows. It is checked in this order: the message, the columns in the order of
 * their definition, event time, created time, derived columns, keys, size of the rows; the first
 * thing wrong is the reason. For one thread.
 */
final class Shaper {
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
    logs = plan.logs().stream().map(log -> new RowShaper(log, derivation)).toList();
  }

  /**
   * The rows of a record of the source's topic. Never throws for an event, whatever its bytes; may
   * wait for the schema registry.
   *
   * @param key of the record
   * @param headers of the record
   * @param value of the record: the message
   */
  ShapeResult shape(byte @Nullable [] key, Headers headers, byte @Nullable [] value) {
    try {
      RawEvent event = reader.read(key, headers, value);
      return new Shaped(rows(event), ids.of(event));
    } catch (RefusalException refusal) {
      return refusal.refused();
    } catch (StoppedException stopped) {
      throw stopped;
    } catch (RuntimeException defect) {
      // One event must not stop the job; as a dead letter it can be sent again when we are mended
      return new ShapeResult.Refused(Reason.FAILED, "Cannot shape event: " + defect);
    }
  }

  private List<Row> rows(RawEvent event) throws RefusalException {
    long eventTime = times.eventTime(event.eventTime());
    long createdTime = times.createdTime(event.createdTime());
    @Nullable Object[] values = event.values;
    derivation.derive(values);
    boolean[] conditions = derivation.conditions(values);
    List<Row> rows = new ArrayList<>(logs.size());
    for (RowShaper log : logs) {
      if (log.keyed(values)) {
        rows.add(log.row(eventTime, createdTime, values, conditions));
      }
    }
    if (rows.isEmpty()) {
      throw new RefusalException(
          Reason.NULL_KEY,
          "Cannot key event: a key field is null or missing for every entity: "
              + String.join("; ", logs.stream().map(RowShaper::keyNames).toList()));
    }
    return rows;
  }
}
