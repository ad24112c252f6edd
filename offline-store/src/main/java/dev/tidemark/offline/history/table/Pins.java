package dev.tidemark.offline.history.table;

import java.time.Duration;
import java.util.Optional;
import org.apache.iceberg.ManageSnapshots;
import org.apache.iceberg.SnapshotRef;
import org.apache.iceberg.Table;
import org.apache.iceberg.exceptions.CommitFailedException;

/** Tags that keep the snapshots which exports have read. */
public final class Pins {
  private static final String PREFIX = "tidemark-pin-";

  private Pins() {}

  /** The name of a snapshot's pin. */
  public static String name(long snapshot) {
    return PREFIX + snapshot;
  }

  /**
   * Pins a snapshot; one that is pinned stays as it is.
   *
   * @param age of the snapshot at which the pin ends, or empty for never
   * @return false when there is no such snapshot
   */
  public static boolean pin(Table table, long snapshot, Optional<Duration> age) {
    Commits.retry(
        table,
        () -> {
          SnapshotRef there = table.refs().get(name(snapshot));
          if (there != null || table.snapshot(snapshot) == null) {
            return;
          }
          try {
            ManageSnapshots tag = table.manageSnapshots().createTag(name(snapshot), snapshot);
            age.ifPresent(longest -> tag.setMaxRefAgeMs(name(snapshot), longest.toMillis()));
            tag.commit();
          } catch (IllegalArgumentException e) {
            // Iceberg looks at the table anew, where the tag is by now, or the snapshot is gone
            throw new CommitFailedException(e, "Cannot pin snapshot %d", snapshot);
          }
        });
    return table.snapshot(snapshot) != null;
  }
}
