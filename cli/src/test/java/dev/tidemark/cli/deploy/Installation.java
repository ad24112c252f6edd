package dev.tidemark.cli.deploy;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * What {@code deploy/assemble} makes, of this build's classes and without prepared ones: launcher,
 * options and Java runtime.
 */
record Installation(Path home) {
  private static final Pattern OPTIONS =
      Pattern.compile("(?s)<<OPTIONS\\n(.*?)\\n-cp [^\\n]*\\nOPTIONS");

  static Installation in(Path home) throws IOException, InterruptedException {
    Files.createDirectories(home.resolve("bin"));
    Files.copy(DeployFiles.FOLDER.resolve("tidemark"), home.resolve("bin/tidemark"));
    Files.writeString(
        home.resolve("java.options"),
        options() + "\n-cp \"" + System.getProperty("java.class.path") + "\"\n");
    ProcessBuilder linking =
        new ProcessBuilder(
                DeployFiles.FOLDER.resolve("link-runtime").toString(),
                home.resolve("jre").toString())
            .inheritIO();
    linking.environment().put("TIDEMARK_JAVA_HOME", System.getProperty("java.home"));
    assertThat(linking.start().waitFor()).isZero();
    return new Installation(home);
  }

  /** The JVM's options besides the class path, one in each line. */
  static String options() {
    Matcher options = OPTIONS.matcher(DeployFiles.text(DeployFiles.FOLDER.resolve("assemble")));
    assertThat(options.find()).isTrue();
    return options.group(1);
  }

  /** Starts a command in a folder, with an environment of its own. */
  Process start(Path folder, Path log, Map<String, String> environment, List<String> command)
      throws IOException {
    ProcessBuilder process =
        new ProcessBuilder(
                Stream.concat(Stream.of(home.resolve("bin/tidemark").toString()), command.stream())
                    .toList())
            .directory(folder.toFile())
            .redirectErrorStream(true)
            .redirectOutput(log.toFile());
    process.environment().keySet().retainAll(List.of("PATH"));
    process.environment().putAll(environment);
    return process.start();
  }
}
