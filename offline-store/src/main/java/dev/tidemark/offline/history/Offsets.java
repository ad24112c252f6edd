package dev.tidemark.offline.history;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.Map;
import java.util.TreeMap;
import org.apache.iceberg.Snapshot;
import org.apache.iceberg.Table;
import org.apache.iceberg.util.SnapshotUtil;

/** The place in the feature log up to which a snapshot holds it, in the snapshot's summary. */
final class Offsets {
  /** JSON: from partition to the offset of the next record that the table does not hold. */
  static final String PROPERTY = "tidemark.offsets";

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

  /** What the table holds now; other writers' snapshots, such as compaction's, say nothing. */
  static Map<Integer, Long> of(Table table) {
    Snapshot current = table.currentSnapshot();
    return current == null ? Map.of() : of(table, current.snapshotId());
  }

  static Map<Integer, Long> of(Table table, long snapshot) {
    for (Snapshot ancestor : SnapshotUtil.ancestorsOf(snapshot, table::snapshot)) {
      String offsets = ancestor.summary().get(PROPERTY);
      if (offsets != null) {
        return read(offsets);
      }
    }
    return Map.of();
  }
}
