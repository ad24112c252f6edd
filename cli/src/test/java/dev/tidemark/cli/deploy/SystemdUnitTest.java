package dev.tidemark.cli.deploy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The unit is systemd's. */
class SystemdUnitTest {
  private static final Path VERIFIER = Path.of("/usr/bin/systemd-analyze");

  @Test
  void it_says_what_a_node_needs() {
    SystemdUnit unit = SystemdUnit.read();
    assertThat(unit.sections()).containsOnlyKeys("Unit", "Service", "Install");
    // 143: a JVM that was told to stop
    assertThat(unit.service())
        .containsEntry("User", "tidemark")
        .containsEntry("StateDirectory", "tidemark")
        .containsEntry("WorkingDirectory", "/etc/tidemark")
        .containsEntry("SuccessExitStatus", "143")
        .containsEntry("Restart", "on-failure");
  }

  /** A key that systemd does not know is one of its warnings. */
  @Test
  void systemd_understands_it(@TempDir Path folder) throws Exception {
    assumeThat(VERIFIER).isExecutable();
    Path command = Files.writeString(folder.resolve("tidemark"), "#!/bin/sh\n");
    Files.setPosixFilePermissions(command, PosixFilePermissions.fromString("rwxr-xr-x"));
    Path unit = folder.resolve("tidemark.service");
    Files.writeString(
        unit,
        DeployFiles.text(DeployFiles.FOLDER.resolve("systemd/tidemark.service"))
            .replace("/opt/tidemark/bin/tidemark", command.toString()));
    Process process =
        new ProcessBuilder(VERIFIER.toString(), "verify", "--man=no", unit.toString())
            .redirectErrorStream(true)
            .start();
    String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(said.lines().filter(line -> line.contains("tidemark.service"))).isEmpty();
    assertThat(process.waitFor()).as(said).isZero();
  }
}
