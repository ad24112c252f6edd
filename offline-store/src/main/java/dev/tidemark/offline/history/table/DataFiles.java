package dev.tidemark.offline.history.table;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.iceberg.DataFile;
import org.apache.iceberg.ManifestFile;
import org.apache.iceberg.ManifestFiles;
import org.apache.iceberg.ManifestReader;
import org.apache.iceberg.Snapshot;
import org.apache.iceberg.Table;

/**
 * The data files of Tidemark: how they are named, and which of them a snapshot holds. The name says
 * to which sorted run a file belongs: the files of a run, in the order of their names, are sorted
 * as if they were one.
 */
public final class DataFiles {
  private static final Pattern NAME =
      Pattern.compile(
          "(?:.*/)?log-([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})(-\\d{5})?\\.parquet");

  private DataFiles() {}

  /** The name of a run's file. */
  public static String name(UUID run, int number) {
    return "log-%s-%05d.parquet".formatted(run, number);
  }

  /** Whether Tidemark named the file. */
  public static boolean ours(String location) {
    return NAME.matcher(location).matches();
  }

  /** The run to which a file belongs; its own location where Tidemark did not write it. */
  public static String run(String location) {
    Matcher name = NAME.matcher(location);
    return name.matches() ? name.group(1) : location;
  }

  /** What a snapshot holds, with the statistics of columns. */
  public static List<DataFile> of(Table table, Snapshot snapshot) {
    List<DataFile> all = new ArrayList<>();
    for (ManifestFile manifest : snapshot.dataManifests(table.io())) {
      try (ManifestReader<DataFile> files =
          ManifestFiles.read(manifest, table.io(), table.specs())) {
        files.forEach(file -> all.add(file.copy()));
      } catch (IOException e) {
        throw new UncheckedIOException("Cannot read history table " + table.name(), e);
      }
    }
    return all;
  }
}
