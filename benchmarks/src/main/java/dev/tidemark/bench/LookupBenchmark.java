package dev.tidemark.bench;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.tidemark.online.lookup.LookupRequest;
import dev.tidemark.online.lookup.LookupResult;
import dev.tidemark.registry.deployment.Selection;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.zip.GZIPInputStream;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

/**
 * The lookup path on the Wikipedia example: all 28 features of its service (23 windows and 5 latest
 * values, over three entities), for entity rows taken from the edits themselves, so that busy keys
 * come up as often as they edit.
 *
 * <p>{@code engine} is the lookup alone; {@code http} a request over one connection; {@code echo}
 * the same request and the same bytes from a bare server. {@code http ÷ echo} is the ratio that
 * matters.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.Throughput)
@OutputTimeUnit(TimeUnit.SECONDS)
@Warmup(iterations = 3, time = 4)
@Measurement(iterations = 5, time = 4)
@Fork(
    value = 1,
    jvmArgsAppend = {
      "--enable-native-access=ALL-UNNAMED",
      "--sun-misc-unsafe-memory-access=allow",
      "-Dlogback.statusListenerClass=ch.qos.logback.core.status.NopStatusListener"
    })
@SuppressWarnings("NullAway.Init") // JMH calls @Setup first
public class LookupBenchmark {
  private static final String SERVICE = "edit_review_v1";
  private static final List<String> KEYS = List.of("user", "page", "channel");
  private static final int REQUESTS = 256;

  /** Entity rows in a request. */
  @Param({"1", "100"})
  private int rows;

  private final HttpClient client = HttpClient.newHttpClient();
  private final ObjectMapper json = new ObjectMapper();
  private WikipediaNode wikipedia;
  private Echo echo;
  private List<LookupRequest> requests;
  private List<byte[]> bodies;
  private int next;

  /** Starts broker, jobs and server, and publishes the edits. */
  @Setup(Level.Trial)
  public void start() throws IOException, InterruptedException {
    wikipedia = new WikipediaNode();
    Selection service = wikipedia.deployment().service(SERVICE);
    requests = new ArrayList<>();
    bodies = new ArrayList<>();
    List<JsonNode> edits = edits();
    for (int i = 0; i < REQUESTS; i++) {
      Map<String, List<?>> columns = new LinkedHashMap<>();
      for (String key : KEYS) {
        columns.put(key, column(edits, key, i));
      }
      requests.add(new LookupRequest(service, columns, Optional.empty()));
      bodies.add(json.writeValueAsBytes(Map.of("feature_service", SERVICE, "entities", columns)));
    }
    echo = new Echo(post(wikipedia.node().http(), bodies.getFirst()));
  }

  private List<String> column(List<JsonNode> edits, String key, int request) {
    List<String> values = new ArrayList<>();
    for (int row = 0; row < rows; row++) {
      // Strides over the day, so that the rows of a request are different keys
      JsonNode edit = edits.get((int) ((request * 8_191L + row * 389L) % edits.size()));
      values.add(edit.get(key).asText());
    }
    return values;
  }

  private List<JsonNode> edits() throws IOException {
    List<JsonNode> edits = new ArrayList<>();
    try (BufferedReader lines =
        new BufferedReader(
            new InputStreamReader(
                new GZIPInputStream(Files.newInputStream(wikipedia.data())),
                StandardCharsets.UTF_8))) {
      for (String line = lines.readLine(); line != null; line = lines.readLine()) {
        edits.add(json.readTree(line));
      }
    }
    return edits;
  }

  @TearDown(Level.Trial)
  public void stop() throws IOException {
    echo.close();
    wikipedia.close();
  }

  @Benchmark
  public LookupResult engine() {
    return wikipedia.node().lookups().lookup(requests.get(turn())).join();
  }

  @Benchmark
  public byte[] http() throws IOException, InterruptedException {
    return post(wikipedia.node().http(), bodies.get(turn()));
  }

  @Benchmark
  public byte[] echo() throws IOException, InterruptedException {
    return post(echo.address(), bodies.get(turn()));
  }

  private int turn() {
    next = (next + 1) % REQUESTS;
    return next;
  }

  private byte[] post(String address, byte[] body) throws IOException, InterruptedException {
    var response =
        client.send(
            HttpRequest.newBuilder(URI.create(address + "/get-online-features"))
                .POST(BodyPublishers.ofByteArray(body))
                .build(),
            BodyHandlers.ofByteArray());
    if (response.statusCode() != 200) {
      throw new IllegalStateException("Cannot measure: HTTP " + response.statusCode());
    }
    return response.body();
  }
}
