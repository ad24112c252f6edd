package dev.tidemark.cli.e2e;

import dev.tidemark.offline.history.HistoryJobs;
import dev.tidemark.registry.definition.Settings;
import dev.tidemark.registry.deployment.Compiler;
import dev.tidemark.registry.deployment.Version;
import dev.tidemark.registry.kafka.RegistryTopic;
import dev.tidemark.registry.yaml.FeatureRepository;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.common.errors.TimeoutException;
import org.slf4j.LoggerFactory;

/** The role HISTORY in a process of its own, so that it alone can be killed. */
record HistoryProcess(Process process, Path log) {
  private static final String READY = "history is being written";

  /** What it says of merges, with the log's usual lines. */
  private static final String LOGGING =
      """
      <configuration>
        <appender name="out" class="ch.qos.logback.core.ConsoleAppender">
          <encoder><pattern>%d %level %logger{0} %msg%n%ex{short}</pattern></encoder>
        </appender>
        <logger name="dev.tidemark.offline.history" level="DEBUG"/>
        <root level="WARN"><appender-ref ref="out"/></root>
      </configuration>
      """;

  public static void main(String[] args) throws Exception {
    Settings settings = FeatureRepository.settings(Path.of(args[0]));
    Version version = version(settings);
    HistoryJobs jobs =
        new HistoryJobs(settings.kafka(), settings.history(), settings.project(), args[1]);
    Runtime.getRuntime().addShutdownHook(new Thread(jobs::close));
    jobs.deploy(Compiler.compile(version));
    LoggerFactory.getLogger("dev.tidemark.offline.history").info(READY);
    Thread.sleep(Long.MAX_VALUE);
  }

  /** A client that is new while the broker is away for a moment finds nobody until it gives up. */
  private static Version version(Settings settings) {
    Map<String, String> kafka = new HashMap<>(settings.kafka());
    kafka.put("default.api.timeout.ms", "10000");
    kafka.put("request.timeout.ms", "10000");
    for (int tries = 1; ; tries++) {
      try (RegistryTopic registry = new RegistryTopic(kafka, settings.project())) {
        return registry.current().orElseThrow();
      } catch (TimeoutException e) {
        if (tries == 6) {
          throw e;
        }
      }
    }
  }

  static HistoryProcess start(Path repository) throws IOException, InterruptedException {
    return start(repository, "node");
  }

  /** As a node of a name. */
  static HistoryProcess start(Path repository, String node)
      throws IOException, InterruptedException {
    Path logging = Files.writeString(repository.resolve("logback.xml"), LOGGING);
    Path log = Files.createTempFile(repository, "history", ".log");
    Process process =
        new ProcessBuilder(
                List.of(
                    ProcessHandle.current().info().command().orElseThrow(),
                    "--enable-native-access=ALL-UNNAMED",
                    "--sun-misc-unsafe-memory-access=allow",
                    "-Dlogback.configurationFile=" + logging,
                    "-cp",
                    System.getProperty("java.class.path"),
                    HistoryProcess.class.getName(),
                    repository.toString(),
                    node))
            .redirectErrorStream(true)
            .redirectOutput(log.toFile())
            .start();
    HistoryProcess started = new HistoryProcess(process, log);
    while (started.said(READY) == 0) {
      if (!process.isAlive()) {
        throw new AssertionError("history did not start:\n" + Files.readString(log));
      }
      Thread.sleep(20);
    }
    return started;
  }

  /** How often it has said something. */
  long said(String text) throws IOException {
    return Files.readAllLines(log).stream().filter(line -> line.contains(text)).count();
  }

  /** As {@code kill -9} does. */
  void kill() throws InterruptedException {
    process.destroyForcibly().waitFor();
  }

  void stop() throws InterruptedException {
    process.destroy();
    if (!process.waitFor(30, TimeUnit.SECONDS)) {
      throw new AssertionError("history did not stop within 30 s");
    }
  }
}
