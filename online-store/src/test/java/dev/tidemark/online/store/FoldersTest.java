package dev.tidemark.online.store;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.apache.kafka.streams.processor.TaskId;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FoldersTest {
  @TempDir Path application;
  private final RocksMemory memory = new RocksMemory(8 << 20, 1 << 20);
  private final Folders folders = new Folders();

  @AfterEach
  void close() {
    memory.close();
  }

  private Path opened(String name) throws IOException {
    Path task = Files.createDirectories(application.resolve(name));
    folders.open(task, folder -> new Database(folder, memory, TaskId.parse(name))).close();
    return task;
  }

  /** As Kafka Streams does. */
  private static void delete(Path task) throws IOException {
    for (Path file : Files.list(task).toList()) {
      Files.delete(file);
    }
    Files.delete(task);
  }

  @Test
  void a_database_outlives_the_folder_of_its_task() throws Exception {
    Path task = opened("0_1");
    assertThat(task).isNotEmptyDirectory();
    delete(task);
    assertThat(application.resolve("rocksdb/0_1")).isNotEmptyDirectory();
  }

  @Test
  void a_database_without_a_task_is_removed_when_it_is_seen_again() throws Exception {
    Path gone = opened("0_1");
    Path back = opened("0_2");
    opened("0_3");
    delete(gone);
    delete(back);
    folders.removeUnused(application);
    opened("0_2");
    folders.removeUnused(application);
    assertThat(application.resolve("rocksdb/0_1")).doesNotExist();
    assertThat(application.resolve("rocksdb/0_2")).exists();
    assertThat(application.resolve("rocksdb/0_3")).exists();
  }
}
