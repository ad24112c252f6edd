package dev.tidemark.offline.history;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Stream;
import org.apache.iceberg.DataFile;
import org.apache.iceberg.ManifestFile;
import org.apache.iceberg.ManifestFiles;
import org.apache.iceberg.ManifestReader;
import org.apache.iceberg.Snapshot;
import org.apache.iceberg.Table;

/** The writer's data files: how they are named, and which of them no snapshot knows. */
final class DataFiles {
  private static final String PREFIX = "log-";
  private static final String SUFFIX = ".parquet";

  private DataFiles() {}

  static String newLocation(Table table) {
    return table.locationProvider().newDataLocation(PREFIX + UUID.randomUUID() + SUFFIX);
  }

  static Set<String> of(Table table, Snapshot snapshot) throws IOException {
    Set<String> paths = new HashSet<>();
    for (ManifestFile manifest : snapshot.dataManifests(table.io())) {
      try (ManifestReader<DataFile> files =
          ManifestFiles.read(manifest, table.io(), table.specs())) {
        files.forEach(file -> paths.add(file.location()));
      }
    }
    return paths;
  }

  /**
   * Removes what a writer wrote and did not live to commit. Only its one writer may call this.
   *
   * @return how many files were removed
   */
  static int removeOrphans(Table table) throws IOException {
    Path folder = Path.of(newLocation(table)).getParent();
    if (folder == null || Files.notExists(folder)) {
      return 0;
    }
    Set<String> orphans = new HashSet<>();
    try (Stream<Path> files = Files.list(folder)) {
      files.filter(DataFiles::ours).forEach(file -> orphans.add(file.toString()));
    }
    for (Snapshot snapshot : newestFirst(table)) {
      if (orphans.isEmpty()) {
        return 0;
      }
      orphans.removeAll(of(table, snapshot));
    }
    orphans.forEach(table.io()::deleteFile);
    return orphans.size();
  }

  private static boolean ours(Path file) {
    String name = String.valueOf(file.getFileName());
    return name.startsWith(PREFIX) && name.endsWith(SUFFIX);
  }

  /** The newest holds nearly every file, so that the older ones are rarely looked at. */
  private static List<Snapshot> newestFirst(Table table) {
    return Stream.iterate(
            table.currentSnapshot(),
            snapshot -> snapshot != null,
            snapshot -> snapshot.parentId() == null ? null : table.snapshot(snapshot.parentId()))
        .toList();
  }
}
