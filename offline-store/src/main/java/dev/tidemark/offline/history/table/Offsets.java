package dev.tidemark.offline.history.table;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.HashMap;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.apache.iceberg.Snapshot;
import org.apache.iceberg.SnapshotAncestryValidator;
import org.apache.iceberg.SnapshotSummary;
import org.apache.iceberg.SnapshotUpdate;
import org.apache.iceberg.Table;
import org.apache.iceberg.exceptions.ValidationException;
import org.apache.iceberg.util.SnapshotUtil;

/** The place in the feature log up to which a snapshot holds it, in the snapshot's summary. */
public final class Offsets {
  /** JSON: from partition to the offset of the next record that the table does not hold. */
  public static final String PROPERTY = "tidemark.offsets";

  private static final int THREADS = Math.max(2, Runtime.getRuntime().availableProcessors());

  private static final ObjectMapper JSON = new ObjectMapper();

  private Offsets() {}

  static String write(Map<Integer, Long> offsets) {
    try {
      return JSON.writeValueAsString(new TreeMap<>(offsets));
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("numbers can always be written", e);
    }
  }

  static Map<Integer, Long> read(String json) {
    try {
      return Map.copyOf(JSON.readValue(json, new TypeReference<Map<Integer, Long>>() {}));
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("Cannot read %s: %s".formatted(PROPERTY, json), e);
    }
  }

  /**
   * What the table holds now; snapshots of other programs say nothing.
   *
   * @throws IllegalStateException when it holds rows, and no snapshot is left that says which
   */
  public static Map<Integer, Long> of(Table table) {
    Snapshot current = table.currentSnapshot();
    return current == null ? Map.of() : of(table, current.snapshotId());
  }

  /** What the table held at a snapshot. */
  public static Map<Integer, Long> of(Table table, long snapshot) {
    return of(table.name(), SnapshotUtil.ancestorsOf(snapshot, table::snapshot));
  }

  private static Map<Integer, Long> of(String table, Iterable<Snapshot> newestFirst) {
    Snapshot oldest = null;
    for (Snapshot ancestor : newestFirst) {
      String offsets = ancestor.summary().get(PROPERTY);
      if (offsets != null) {
        return read(offsets);
      }
      oldest = ancestor;
    }
    if (oldest != null && mayHoldRows(oldest)) {
      throw new IllegalStateException(
          "Cannot tell up to where history table %s holds the feature log: no snapshot is left that has %s; if another program expired them, roll the table back, or drop it to have it written anew"
              .formatted(table, PROPERTY));
    }
    return Map.of();
  }

  private static boolean mayHoldRows(Snapshot oldest) {
    return oldest.parentId() != null
        || !"0".equals(oldest.summary().getOrDefault(SnapshotSummary.TOTAL_RECORDS_PROP, "0"));
  }

  /**
   * Commits an update of a writer that has some of the log's partitions, with what the table then
   * holds: of its partitions up to {@code offsets}, of the others what it says by then. It succeeds
   * if until then the table holds of its partitions what is expected. The one and the other are a
   * single step, which is tried again when another commit came in between, also of another process.
   *
   * @param expected a partition that is absent was not begun
   * @param offsets of all of the writer's partitions
   * @throws Moved when the table holds something else of one of them
   */
  public static void commit(
      Table table,
      SnapshotUpdate<?> update,
      Map<Integer, Long> expected,
      Map<Integer, Long> offsets) {
    Check check = new Check(table.name(), update, expected, offsets);
    update.validateWith(check);
    // Iceberg's own threads end before the last commit of a process that is being stopped
    try (ExecutorService threads = Executors.newFixedThreadPool(THREADS)) {
      update.scanManifestsWith(threads);
      update.commit();
    } catch (ValidationException e) {
      if (!check.found.equals(check.expected)) {
        throw new Moved(table.name(), check.expected, check.found, e);
      }
      throw e;
    }
  }

  /** Commits an update that changes no row: the table holds what it then says. */
  public static void keep(Table table, SnapshotUpdate<?> update) {
    commit(table, update, Map.of(), Map.of());
  }

  /** Called in each try, before the summary is taken from the update. */
  private static final class Check implements SnapshotAncestryValidator {
    private final String table;
    private final SnapshotUpdate<?> update;
    private final Map<Integer, Long> offsets;
    private final Map<Integer, Long> expected;
    private Map<Integer, Long> found;

    Check(
        String table,
        SnapshotUpdate<?> update,
        Map<Integer, Long> expected,
        Map<Integer, Long> offsets) {
      this.table = table;
      this.update = update;
      this.offsets = offsets;
      this.expected = ofOwn(expected);
      this.found = this.expected;
    }

    private Map<Integer, Long> ofOwn(Map<Integer, Long> all) {
      Map<Integer, Long> own = new TreeMap<>();
      offsets.keySet().forEach(partition -> own.put(partition, all.getOrDefault(partition, 0L)));
      return own;
    }

    @Override
    public boolean validate(Iterable<Snapshot> newestFirst) {
      Map<Integer, Long> now = new HashMap<>(of(table, newestFirst));
      found = ofOwn(now);
      now.putAll(offsets);
      update.set(PROPERTY, write(now));
      return found.equals(expected);
    }
  }

  /** Another writer has written a partition that this one took for its own. */
  public static final class Moved extends IllegalStateException {
    private static final long serialVersionUID = 1;

    Moved(String table, Map<Integer, Long> from, Map<Integer, Long> to, Exception cause) {
      super(
          "Cannot append to history table %s: another writer moved it from %s to %s"
              .formatted(table, from, to),
          cause);
    }
  }
}
