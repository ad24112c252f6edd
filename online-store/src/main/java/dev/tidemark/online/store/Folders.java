package dev.tidemark.online.store;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Stream;
import org.apache.kafka.streams.errors.ProcessorStateException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Where databases lie: beside the folders of Kafka Streams' tasks, each under its task's name.
 * Kafka Streams deletes a task's folder when the task ends in an error, and a while after it has
 * moved to another node. The first must not cost the database, which is as good as after a crash;
 * the second is done by {@link #removeUnused}.
 */
final class Folders {
  private static final Logger LOG = LoggerFactory.getLogger(Folders.class);

  private static final String DATABASES = "rocksdb";

  /** In a task's folder: an empty one is taken for a task without state. */
  private static final String MARKER = "state-is-elsewhere";

  /** What had no task when it was looked at last. */
  private Set<Path> unused = new HashSet<>();

  /** Opens a task's database. */
  synchronized Database open(Path task, Function<Path, Database> opening) {
    Path folder = task.resolveSibling(DATABASES).resolve(task.getFileName());
    try {
      Files.createDirectories(folder);
      Files.writeString(task.resolve(MARKER), folder.toString());
    } catch (IOException e) {
      throw new ProcessorStateException("Cannot write below " + task.getParent(), e);
    }
    unused.remove(folder);
    return opening.apply(folder);
  }

  /** Deletes the databases that had no task the last time either. */
  synchronized void removeUnused(Path application) {
    try {
      Set<Path> still = new HashSet<>();
      for (Path folder : databases(application.resolve(DATABASES))) {
        if (Files.exists(application.resolve(folder.getFileName()))) {
          continue;
        }
        if (unused.contains(folder)) {
          remove(folder);
          LOG.info("Removed {}: its partition is on another node", folder);
        } else {
          still.add(folder);
        }
      }
      unused = still;
    } catch (IOException | ProcessorStateException e) {
      LOG.warn("Cannot remove the state of partitions that went elsewhere", e);
    }
  }

  private static List<Path> databases(Path folder) throws IOException {
    if (!Files.isDirectory(folder)) {
      return List.of();
    }
    try (Stream<Path> files = Files.list(folder)) {
      return files.toList();
    }
  }

  /** Removes a folder with all that is in it, if it is there. */
  static void remove(Path folder) {
    if (!Files.exists(folder)) {
      return;
    }
    try (Stream<Path> walk = Files.walk(folder)) {
      for (Path file : walk.sorted(Comparator.reverseOrder()).toList()) {
        Files.deleteIfExists(file);
      }
    } catch (IOException e) {
      throw new ProcessorStateException("Cannot remove state: " + folder, e);
    }
  }
}
