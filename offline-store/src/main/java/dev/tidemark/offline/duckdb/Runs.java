package dev.tidemark.offline.duckdb;

import dev.tidemark.offline.history.table.DataFiles;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * In which streams the files of a history are read.
 *
 * @param sorted each the files of a run, which are sorted as if they were one
 * @param rest files that have to be sorted
 * @param restShare which part of all bytes the rest is, from 0 to 1
 */
record Runs(List<List<Path>> sorted, List<Path> rest, double restShare) {
  /** Of each stream a part of a file is in memory: a row group of up to 32 MB at most. */
  private static final long PART = 32L << 20;

  /** For the parts of all streams. */
  private static final long ROOM = 6 * PART;

  /** Every key is looked for in every stream. */
  private static final int MOST = 64;

  /** Everything is sorted. */
  static Runs unsorted(List<Path> files) {
    return new Runs(List.of(), files, 1);
  }

  /**
   * The largest runs are merged, and what else there is is sorted.
   *
   * @param locations of the files, by which runs are told
   */
  static Runs of(List<String> locations, List<Path> files) throws IOException {
    Map<String, List<Path>> runs = new LinkedHashMap<>();
    List<Path> rest = new ArrayList<>();
    for (int i = 0; i < files.size(); i++) {
      String location = locations.get(i);
      if (DataFiles.ours(location)) {
        String folder = location.substring(0, location.lastIndexOf('/') + 1);
        runs.computeIfAbsent(folder + DataFiles.run(location), run -> new ArrayList<>())
            .add(files.get(i));
      } else {
        rest.add(files.get(i));
      }
    }
    Map<List<Path>, Long> bytes = new LinkedHashMap<>();
    for (List<Path> run : runs.values()) {
      bytes.put(run, bytes(run));
    }
    List<List<Path>> largestFirst =
        bytes.keySet().stream()
            .sorted(Comparator.<List<Path>, Long>comparing(bytes::get).reversed())
            .toList();
    int merged = fitting(largestFirst);
    largestFirst.subList(merged, runs.size()).forEach(rest::addAll);
    long all = bytes(files);
    return new Runs(
        largestFirst.subList(0, merged), rest, all == 0 ? 0 : (double) bytes(rest) / all);
  }

  /** How many of the runs can be read side by side. */
  private static int fitting(List<List<Path>> runs) throws IOException {
    int count = 0;
    long room = ROOM;
    while (count < Math.min(MOST, runs.size())) {
      room -= Math.min(PART, bytes(runs.get(count)));
      if (room < 0) {
        break;
      }
      count++;
    }
    return count;
  }

  private static long bytes(List<Path> files) throws IOException {
    long bytes = 0;
    for (Path file : files) {
      bytes += Files.size(file);
    }
    return bytes;
  }

  /** The files of each stream; the last is that of the rest, if there is any. */
  List<List<Path>> streams() {
    return rest.isEmpty() ? sorted : Stream.concat(sorted.stream(), Stream.of(rest)).toList();
  }

  /** Whether the stream of that place has to be sorted. */
  boolean unsorted(int stream) {
    return stream >= sorted.size();
  }
}
