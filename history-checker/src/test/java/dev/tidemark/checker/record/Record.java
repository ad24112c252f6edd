package dev.tidemark.checker.record;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** All that was done in a run, in the order in which it ended; a file has it too. */
public final class Record implements AutoCloseable {
  private final List<Entry> entries = new ArrayList<>();
  private final PrintWriter file;

  public Record(Path path) throws IOException {
    file = new PrintWriter(Files.newBufferedWriter(path, StandardCharsets.UTF_8));
  }

  public synchronized void add(Entry entry) {
    entries.add(entry);
    file.println(entry);
  }

  /** The entries of a kind. */
  public synchronized <E extends Entry> List<E> all(Class<E> kind) {
    return entries.stream().filter(kind::isInstance).map(kind::cast).toList();
  }

  @Override
  public void close() {
    file.close();
  }
}
