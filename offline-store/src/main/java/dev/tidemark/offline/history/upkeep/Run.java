package dev.tidemark.offline.history.upkeep;

import dev.tidemark.offline.history.table.DataFiles;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.iceberg.DataFile;

/**
 * Files of one partition that are sorted as if they were one.
 *
 * @param files in their order
 * @param bytes of all files
 * @param sequence of the newest commit that brought one of them
 */
record Run(List<DataFile> files, long bytes, long sequence) {

  /** The runs that files make up, the smallest first. */
  static List<Run> of(List<DataFile> files) {
    Map<String, List<DataFile>> runs = new LinkedHashMap<>();
    for (DataFile file : files) {
      runs.computeIfAbsent(DataFiles.run(file.location()), ignored -> new ArrayList<>()).add(file);
    }
    return runs.values().stream()
        .map(Run::ordered)
        .sorted(Comparator.comparingLong(Run::bytes))
        .toList();
  }

  private static Run ordered(List<DataFile> files) {
    return new Run(
        files.stream().sorted(Comparator.comparing(DataFile::location)).toList(),
        files.stream().mapToLong(DataFile::fileSizeInBytes).sum(),
        files.stream().mapToLong(Run::sequence).max().orElse(0));
  }

  private static long sequence(DataFile file) {
    Long sequence = file.fileSequenceNumber();
    return sequence == null ? 0 : sequence;
  }
}
