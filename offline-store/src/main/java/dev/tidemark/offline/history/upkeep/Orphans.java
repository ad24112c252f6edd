package dev.tidemark.offline.history.upkeep;

import dev.tidemark.offline.history.table.DataFiles;
import dev.tidemark.offline.history.table.TableUse;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.function.Predicate;
import org.apache.iceberg.HasTableOperations;
import org.apache.iceberg.ManifestContent;
import org.apache.iceberg.ManifestFile;
import org.apache.iceberg.ManifestFiles;
import org.apache.iceberg.Snapshot;
import org.apache.iceberg.Table;
import org.apache.iceberg.TableMetadata;
import org.apache.iceberg.TableProperties;
import org.apache.iceberg.io.CloseableIterable;
import org.apache.iceberg.io.FileInfo;
import org.apache.iceberg.io.SupportsPrefixOperations;

/**
 * Removes the files of a table that nothing names: what a writer or a compaction wrote and did not
 * live to commit, and what an expiry did not live to remove. Files are told by their names, each of
 * which there is once, for a storage may give the same place in several forms.
 *
 * @param dataAge since when a data file must have been there
 * @param metadataAge the same for metadata: others commit too, such as an export that pins
 */
public record Orphans(Duration dataAge, Duration metadataAge) {
  /** Where it can be seen whether others are writing. */
  public static final Orphans SEEN = new Orphans(Duration.ZERO, Duration.ofHours(1));

  /** Where another node may be writing a file that is named only later. */
  public static final Orphans UNSEEN = new Orphans(Duration.ofDays(1), Duration.ofDays(1));

  private record Found(Map<String, String> data, Map<String, String> metadata) {}

  /**
   * Removes what is left over; nothing where the storage cannot list its files.
   *
   * @return how many files were removed, or empty when that could not be told because others wrote
   */
  public OptionalInt remove(Table table, TableUse use) {
    if (!(table.io() instanceof SupportsPrefixOperations io)) {
      return OptionalInt.of(0);
    }
    Optional<Found> found = use.whileOthersRest(() -> find(table, io));
    return found.map(of -> OptionalInt.of(remove(table, use, of))).orElse(OptionalInt.empty());
  }

  private Found find(Table table, SupportsPrefixOperations io) {
    return new Found(
        list(io, dataFolder(table), dataAge, DataFiles::ours),
        list(io, table.location() + "/metadata/", metadataAge, Orphans::metadata));
  }

  private static int remove(Table table, TableUse use, Found found) {
    // In this order: what was being written then is by now in a snapshot, or still being written.
    use.writing().forEach(location -> found.data.remove(name(location)));
    table.refresh();
    keepNamed(table, found.data, found.metadata);
    List<String> orphans = new ArrayList<>(found.data.values());
    orphans.addAll(found.metadata.values());
    orphans.forEach(table.io()::deleteFile);
    return orphans.size();
  }

  private static String dataFolder(Table table) {
    String folder =
        table
            .properties()
            .getOrDefault(TableProperties.WRITE_DATA_LOCATION, table.location() + "/data");
    return folder.endsWith("/") ? folder : folder + "/";
  }

  private static boolean metadata(String location) {
    return location.endsWith(".avro") || location.endsWith(".metadata.json");
  }

  private static Map<String, String> list(
      SupportsPrefixOperations io, String folder, Duration age, Predicate<String> wanted) {
    long latest = System.currentTimeMillis() - age.toMillis();
    Map<String, String> found = new HashMap<>();
    for (FileInfo file : io.listPrefix(folder)) {
      if (wanted.test(file.location()) && (age.isZero() || file.createdAtMillis() < latest)) {
        found.put(name(file.location()), file.location());
      }
    }
    return found;
  }

  private static String name(String location) {
    return location.substring(location.lastIndexOf('/') + 1);
  }

  /** Takes from what was found what the table names, now or in a snapshot. */
  private static void keepNamed(
      Table table, Map<String, String> data, Map<String, String> metadata) {
    keepOwn(table, metadata);
    Set<String> seen = new HashSet<>();
    for (Snapshot snapshot : newestFirst(table)) {
      if (data.isEmpty() && metadata.isEmpty()) {
        return;
      }
      metadata.remove(name(snapshot.manifestListLocation()));
      for (ManifestFile manifest : snapshot.allManifests(table.io())) {
        metadata.remove(name(manifest.path()));
        if (seen.add(manifest.path()) && manifest.content() == ManifestContent.DATA) {
          keepNamed(table, manifest, data);
        }
      }
    }
  }

  private static void keepNamed(Table table, ManifestFile manifest, Map<String, String> data) {
    try (CloseableIterable<String> paths =
        ManifestFiles.readPaths(manifest, table.io(), table.specs())) {
      paths.forEach(path -> data.remove(name(path)));
    } catch (IOException e) {
      throw new UncheckedIOException("Cannot read history table " + table.name(), e);
    }
  }

  private static void keepOwn(Table table, Map<String, String> metadata) {
    TableMetadata current =
        table instanceof HasTableOperations known ? known.operations().current() : null;
    if (current == null || current.metadataFileLocation() == null) {
      metadata.clear();
      return;
    }
    metadata.remove(name(current.metadataFileLocation()));
    current.previousFiles().forEach(file -> metadata.remove(name(file.file())));
  }

  /** The newest holds nearly every file, so that the older ones are rarely looked at. */
  private static List<Snapshot> newestFirst(Table table) {
    List<Snapshot> snapshots = new ArrayList<>();
    table.snapshots().forEach(snapshots::addFirst);
    return snapshots;
  }
}
