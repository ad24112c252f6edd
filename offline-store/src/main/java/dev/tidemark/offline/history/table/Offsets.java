package dev.tidemark.offline.history.table;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.Map;
import java.util.TreeMap;
import org.apache.iceberg.Snapshot;
import org.apache.iceberg.SnapshotAncestryValidator;
import org.apache.iceberg.SnapshotSummary;
import org.apache.iceberg.SnapshotUpdate;
import org.apache.iceberg.Table;
import org.apache.iceberg.exceptions.ValidationException;
import org.apache.iceberg.util.SnapshotUtil;
import org.jspecify.annotations.Nullable;

/** The place in the feature log up to which a snapshot holds it, in the snapshot's summary. */
public final class Offsets {
  /** JSON: from partition to the offset of the next record that the table does not hold. */
  public static final String PROPERTY = "tidemark.offsets";

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
   * Commits an update with what the table then holds, if until then it holds what is expected. The
   * one and the other are a single step: a commit in between is seen, also by another process.
   *
   * @throws Moved when the table holds something else
   */
  public static void commit(
      Table table,
      SnapshotUpdate<?> update,
      Map<Integer, Long> expected,
      Map<Integer, Long> offsets) {
    Check check = new Check(table.name(), expected);
    update.set(PROPERTY, write(offsets));
    update.validateWith(check);
    try {
      update.commit();
    } catch (ValidationException e) {
      Map<Integer, Long> found = check.found;
      if (found != null && !found.equals(expected)) {
        throw new Moved(table.name(), expected, found, e);
      }
      throw e;
    }
  }

  private static final class Check implements SnapshotAncestryValidator {
    private final String table;
    private final Map<Integer, Long> expected;
    private @Nullable Map<Integer, Long> found;

    Check(String table, Map<Integer, Long> expected) {
      this.table = table;
      this.expected = expected;
    }

    @Override
    public boolean validate(Iterable<Snapshot> newestFirst) {
      Map<Integer, Long> now = of(table, newestFirst);
      found = now;
      return now.equals(expected);
    }
  }

  /** Another writer has written the table. */
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
