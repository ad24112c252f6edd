package dev.tidemark.ingest;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.tidemark.registry.definition.Settings;
import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Schemas by their ids, from a registry that speaks Confluent's HTTP API. An id means the same for
 * ever, so what was found is kept. For any thread.
 */
final class SchemaRegistry implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(SchemaRegistry.class);
  private static final ObjectMapper MAPPER = new ObjectMapper();
  private static final Duration TIMEOUT = Duration.ofSeconds(10);
  private static final Duration LONGEST_WAIT = Duration.ofSeconds(10);

  /** References of references: a circle is no schema. */
  private static final int DEEPEST = 32;

  private final String url;
  private final Optional<String> authorization;
  private final HttpClient http = HttpClient.newBuilder().connectTimeout(TIMEOUT).build();
  private final Map<Integer, Registered> known = new ConcurrentHashMap<>();
  private volatile boolean closed;

  SchemaRegistry(Settings.SchemaRegistry settings) {
    url = settings.url().toString();
    authorization =
        settings
            .basicAuth()
            .map(auth -> Base64.getEncoder().encodeToString(auth.getBytes(StandardCharsets.UTF_8)))
            .map(encoded -> "Basic " + encoded);
  }

  /**
   * A schema as it was registered.
   *
   * @param type {@code AVRO}, {@code PROTOBUF} or another
   * @param references what it refers to, each after those that it refers to itself
   */
  record Registered(String type, String text, List<Reference> references) {}

  /**
   * A schema that another refers to.
   *
   * @param name by which it does; of Protobuf the path of an import
   */
  record Reference(String name, String text) {}

  /**
   * The schema of an id. Waits as long as the registry does not answer: the event is not to blame.
   *
   * @throws RefusalException when the registry says that there is no such schema
   * @throws StoppedException when this was closed while it waited
   */
  Registered schema(int id) throws RefusalException {
    Registered found = known.get(id);
    if (found == null) {
      JsonNode answer = get("/schemas/ids/" + id, "schema " + id);
      List<Reference> references = new ArrayList<>();
      references(answer, references, 0);
      String type = answer.path("schemaType").asText("AVRO");
      found = new Registered(type, answer.path("schema").asText(), references);
      known.put(id, found);
    }
    return found;
  }

  private void references(JsonNode schema, List<Reference> to, int depth) throws RefusalException {
    if (depth > DEEPEST) {
      throw unknown("its references do not end");
    }
    for (JsonNode reference : schema.path("references")) {
      String name = reference.path("name").asText();
      if (to.stream().noneMatch(known -> known.name().equals(name))) {
        String subject =
            URLEncoder.encode(reference.path("subject").asText(), StandardCharsets.UTF_8)
                .replace("+", "%20");
        String version = reference.path("version").asText();
        JsonNode found =
            get("/subjects/%s/versions/%s".formatted(subject, version), "reference " + name);
        references(found, to, depth + 1);
        to.add(new Reference(name, found.path("schema").asText()));
      }
    }
  }

  private JsonNode get(String path, String what) throws RefusalException {
    for (int attempt = 0; ; attempt++) {
      String trouble;
      try {
        HttpResponse<String> answer =
            http.send(request(path), HttpResponse.BodyHandlers.ofString());
        switch (answer.statusCode()) {
          case 200 -> {
            return MAPPER.readTree(answer.body());
          }
          case 404 -> throw unknown("the registry has no " + what);
          default -> trouble = "HTTP " + answer.statusCode();
        }
      } catch (JsonProcessingException e) {
        trouble = "no JSON: " + e.getOriginalMessage();
      } catch (IOException e) {
        trouble = e.toString();
      } catch (InterruptedException e) {
        throw stopped();
      }
      await(attempt, path, trouble);
    }
  }

  private HttpRequest request(String path) {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(URI.create(url + path))
            .timeout(TIMEOUT)
            .header("Accept", "application/vnd.schemaregistry.v1+json, application/json");
    authorization.ifPresent(basic -> request.header("Authorization", basic));
    return request.build();
  }

  private void await(int attempt, String path, String trouble) {
    if (attempt % 6 == 0) {
      LOG.warn("Waiting for the schema registry: cannot get {}{}: {}", url, path, trouble);
    }
    long wait = Math.min(LONGEST_WAIT.toMillis(), 100L << Math.min(attempt, 10));
    try {
      for (long waited = 0; waited < wait && !closed; waited += 100) {
        Thread.sleep(100);
      }
    } catch (InterruptedException e) {
      throw stopped();
    }
    if (closed) {
      throw new StoppedException();
    }
  }

  private static StoppedException stopped() {
    Thread.currentThread().interrupt();
    return new StoppedException();
  }

  static RefusalException unknown(String what) {
    return new RefusalException(
        Reason.UNKNOWN_SCHEMA, "Cannot find the schema of the event: " + what);
  }

  /** Leaves the shaping of an event of which nothing can be said yet. */
  static final class StoppedException extends RuntimeException {
    private static final long serialVersionUID = 1;

    StoppedException() {
      super("Cannot wait for the schema registry: the job stops");
    }
  }

  /** Ends all waiting. */
  @Override
  public void close() {
    closed = true;
  }
}
