package dev.tidemark.online.fold;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DiskUsageTest {
  @Test
  void all_files_below_count(@TempDir Path folder) throws IOException {
    Files.write(folder.resolve("a"), new byte[5]);
    Files.write(Files.createDirectories(folder.resolve("b/c")).resolve("d"), new byte[7]);
    assertThat(DiskUsage.of(folder)).isEqualTo(12);
    assertThat(DiskUsage.of(folder.resolve("none"))).isZero();
  }
}
