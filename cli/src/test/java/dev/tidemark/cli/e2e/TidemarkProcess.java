package dev.tidemark.cli.e2e;

import dev.tidemark.cli.Tidemark;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** How this build's command is started as a process. */
final class TidemarkProcess {
  private static final List<String> COMMAND =
      List.of(
          ProcessHandle.current().info().command().orElseThrow(),
          "--enable-native-access=ALL-UNNAMED",
          "--sun-misc-unsafe-memory-access=allow",
          "--add-opens=java.base/java.nio=ALL-UNNAMED",
          "-cp",
          System.getProperty("java.class.path"),
          Tidemark.class.getName());

  private TidemarkProcess() {}

  static List<String> command(String... args) {
    return Stream.concat(COMMAND.stream(), Stream.of(args)).toList();
  }

  /** Writes a script {@code tidemark} into a folder, in the place of the launcher. */
  static void writeScript(Path folder) {
    String words = COMMAND.stream().map(word -> "'" + word + "'").collect(Collectors.joining(" "));
    try {
      Path script = folder.resolve("tidemark");
      Files.writeString(script, "#!/usr/bin/env bash\nexec " + words + " \"$@\"\n");
      Files.setPosixFilePermissions(script, PosixFilePermissions.fromString("rwxr-xr-x"));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
