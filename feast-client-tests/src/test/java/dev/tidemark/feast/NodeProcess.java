package dev.tidemark.feast;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** {@code tidemark dev} of this build in a process of its own, with {@code features.yaml}. */
final class NodeProcess implements AutoCloseable {
  private static final Pattern READY = Pattern.compile("Ready\\..*API (\\S+) +gRPC (\\S+):(\\d+) ");
  private static final Path TARGET = Path.of(System.getProperty("tidemark.cli.target"));
  private static final HttpClient CLIENT = HttpClient.newHttpClient();

  private static final String SETTINGS =
      """
      project: feast
      broker: {port: 0}
      http: {port: 0}
      grpc: {port: 0}
      flight: {port: 0}
      state: {partitions: 2}
      """;

  private final Path folder;
  private final Process process;
  private final Matcher addresses;

  /**
   * Starts a node; its readings and trips are those of the recorded pushes.
   *
   * @param settings further ones of {@code tidemark.yaml}
   */
  NodeProcess(Path folder, String settings) throws IOException, InterruptedException {
    this.folder = folder;
    write("tidemark.yaml", SETTINGS + settings);
    write("features.yaml", new String(resource("features.yaml"), StandardCharsets.UTF_8));
    Path log = folder.resolve("dev.log");
    process = command(log, "dev", "-C", folder.toString());
    try {
      addresses = awaitReady(log);
      push("push-readings");
      push("push-trips");
      awaitCaughtUp();
    } catch (IOException | InterruptedException | RuntimeException | Error e) {
      process.destroyForcibly();
      throw e;
    }
  }

  private Matcher awaitReady(Path log) throws IOException, InterruptedException {
    long deadline = System.nanoTime() + Duration.ofSeconds(60).toNanos();
    while (true) {
      String said = said(log);
      Matcher ready = READY.matcher(said);
      if (ready.find()) {
        return ready;
      }
      if (!process.isAlive() || System.nanoTime() > deadline) {
        throw new AssertionError("dev did not start:\n" + said);
      }
      Thread.sleep(50);
    }
  }

  /** What was written so far; it may end within a character. */
  private static String said(Path log) throws IOException {
    return new String(Files.readAllBytes(log), StandardCharsets.UTF_8);
  }

  private static Process command(Path log, String... arguments) throws IOException {
    List<String> command =
        new ArrayList<>(
            List.of(
                ProcessHandle.current().info().command().orElseThrow(),
                "--enable-native-access=ALL-UNNAMED",
                "--sun-misc-unsafe-memory-access=allow",
                "--add-opens=java.base/java.nio=ALL-UNNAMED",
                // It soon ends: neither the second compiler nor a parallel collector pays
                "-XX:TieredStopAtLevel=1",
                "-XX:+UseSerialGC",
                "-cp",
                TARGET.resolve("classes")
                    + File.pathSeparator
                    + Files.readString(TARGET.resolve("class-path.txt")).strip(),
                "dev.tidemark.cli.Tidemark"));
    command.addAll(List.of(arguments));
    return new ProcessBuilder(command)
        .redirectErrorStream(true)
        .redirectOutput(log.toFile())
        .start();
  }

  String grpcHost() {
    return addresses.group(2);
  }

  int grpcPort() {
    return Integer.parseInt(addresses.group(3));
  }

  void write(String file, String text) throws IOException {
    Files.writeString(folder.resolve(file), text);
  }

  /** Deploys what the files say, and waits until it is served. */
  void apply() throws IOException, InterruptedException {
    Path log = folder.resolve("apply.log");
    Process apply = command(log, "apply", "--yes", "--allow-breaking", "-C", folder.toString());
    assertThat(apply.waitFor(60, TimeUnit.SECONDS)).as("apply ended").isTrue();
    assertThat(apply.exitValue()).as(said(log)).isZero();
    awaitCaughtUp();
  }

  private void push(String recorded) throws IOException, InterruptedException {
    push(resource("recorded/" + recorded + ".request.json"));
  }

  /** Pushes a body, which the node has to take. */
  void push(byte[] body) throws IOException, InterruptedException {
    HttpResponse<byte[]> answer = post("/push", body);
    assertThat(answer.statusCode())
        .as(new String(answer.body(), StandardCharsets.UTF_8))
        .isEqualTo(200);
    assertThat(answer.body()).isEmpty();
  }

  /** Waits until lookups see what was pushed before. */
  void awaitCaughtUp() throws IOException, InterruptedException {
    assertThat(get("/health?wait=true&timeout=60").statusCode()).isEqualTo(200);
  }

  /** As Feast's Python client posts: texts without a content type, and writes with one. */
  HttpResponse<byte[]> post(String path, byte[] body) throws IOException, InterruptedException {
    HttpRequest.Builder request = request(path).POST(BodyPublishers.ofByteArray(body));
    if (path.equals("/write-to-online-store")) {
      request.header("Content-Type", "application/json");
    }
    return send(request);
  }

  HttpResponse<byte[]> get(String path) throws IOException, InterruptedException {
    return send(request(path));
  }

  private HttpRequest.Builder request(String path) {
    return HttpRequest.newBuilder(URI.create(addresses.group(1) + path));
  }

  private static HttpResponse<byte[]> send(HttpRequest.Builder request)
      throws IOException, InterruptedException {
    return CLIENT.send(request.build(), BodyHandlers.ofByteArray());
  }

  static byte[] resource(String name) throws IOException {
    try (InputStream in = NodeProcess.class.getResourceAsStream("/" + name)) {
      return in.readAllBytes();
    }
  }

  @Override
  public void close() {
    process.destroy();
    process
        .onExit()
        .orTimeout(30, TimeUnit.SECONDS)
        .whenComplete((ended, late) -> process.destroyForcibly())
        .join();
  }
}
