package dev.tidemark.offline.history.upkeep;

import dev.tidemark.offline.history.table.Commits;
import dev.tidemark.registry.definition.Settings.Keeping;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeMap;
import org.apache.iceberg.ExpireSnapshots;
import org.apache.iceberg.Snapshot;
import org.apache.iceberg.SnapshotRef;
import org.apache.iceberg.Table;

/**
 * Which snapshots go: of the last hour none, before that all but the last of each hour, and beyond
 * the time that they are kept all. One that a branch or tag names stays. Without the thinning a
 * table that is written every few seconds would have tens of thousands, and every commit writes the
 * list of them anew.
 */
record Expiry(Keeping keeping) {
  private static final Duration EACH = Duration.ofHours(1);

  /**
   * Removes them, with the files that nothing else names.
   *
   * @return how many snapshots were removed
   */
  int expire(Table table, Instant now) {
    int[] count = {0};
    Commits.retry(
        table,
        () -> {
          List<Long> expired = expired(table, now);
          count[0] = expired.size();
          if (!expired.isEmpty() || pinEnded(table, now)) {
            // Only those, whatever Iceberg's own default age is
            ExpireSnapshots expire = table.expireSnapshots().expireOlderThan(0);
            expired.forEach(expire::expireSnapshotId);
            expire.commit();
          }
        });
    return count[0];
  }

  private List<Long> expired(Table table, Instant now) {
    Set<Long> named = new HashSet<>();
    table.refs().values().forEach(ref -> named.add(ref.snapshotId()));
    long oldest = now.minus(keeping.snapshots()).toEpochMilli();
    long all = now.minus(EACH).toEpochMilli();
    TreeMap<Long, Long> lastOfHour = new TreeMap<>();
    List<Long> expired = new ArrayList<>();
    for (Snapshot snapshot : table.snapshots()) {
      long time = snapshot.timestampMillis();
      if (named.contains(snapshot.snapshotId()) || time >= Math.max(oldest, all)) {
        continue;
      }
      if (time < oldest) {
        expired.add(snapshot.snapshotId());
      } else {
        Long earlier = lastOfHour.put(time / EACH.toMillis(), snapshot.snapshotId());
        if (earlier != null) {
          expired.add(earlier);
        }
      }
    }
    return expired;
  }

  private static boolean pinEnded(Table table, Instant now) {
    return table.refs().values().stream().anyMatch(ref -> ended(table, ref, now));
  }

  private static boolean ended(Table table, SnapshotRef ref, Instant now) {
    Snapshot snapshot = table.snapshot(ref.snapshotId());
    return ref.isTag()
        && ref.maxRefAgeMs() != null
        && snapshot != null
        && snapshot.timestampMillis() + ref.maxRefAgeMs() < now.toEpochMilli();
  }
}
