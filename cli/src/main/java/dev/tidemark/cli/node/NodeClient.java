package dev.tidemark.cli.node;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.tidemark.cli.console.CommandException;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.time.Duration;

/** Talks to a running node's HTTP server. */
public final class NodeClient implements AutoCloseable {
  private static final ObjectMapper JSON = new ObjectMapper();
  private final String address;
  private final HttpClient http;

  /** A client of a node on this machine. */
  public NodeClient(RunningNode node) {
    this.address = node.http();
    HttpClient.Builder builder = HttpClient.newBuilder();
    if (node.certificate() != null) {
      builder.sslContext(OwnCertificate.only(Path.of(node.certificate())));
    }
    this.http = builder.build();
  }

  /**
   * The answer to {@code POST /get-online-features}.
   *
   * @throws CommandException with the server's message when it refuses
   */
  public JsonNode features(JsonNode request) {
    return post("/get-online-features", request);
  }

  /**
   * The answer to {@code POST /api/v1/seen}.
   *
   * @throws CommandException with the server's message when it refuses
   */
  public JsonNode seen(JsonNode request) {
    return post("/api/v1/seen", request);
  }

  private JsonNode post(String path, JsonNode request) {
    HttpResponse<String> answer =
        send(
            HttpRequest.newBuilder(URI.create(address + path))
                .header("Content-Type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofString(request.toString()))
                .build());
    JsonNode body = parse(answer.body());
    return switch (answer.statusCode() / 100) {
      case 2 -> body;
      case 4 -> throw CommandException.usage(message(body));
      default -> throw CommandException.failed(message(body));
    };
  }

  /** How the node is, and its jobs. */
  public JsonNode status() {
    return parse(get("/api/v1/status").body());
  }

  /** Waits until what was published before has taken effect; false when it took longer. */
  public boolean awaitCaughtUp(Duration timeout) {
    return get("/health?wait=true&timeout=" + timeout.toSeconds()).statusCode() == 200;
  }

  private HttpResponse<String> get(String path) {
    return send(HttpRequest.newBuilder(URI.create(address + path)).build());
  }

  private HttpResponse<String> send(HttpRequest request) {
    try {
      return http.send(request, BodyHandlers.ofString());
    } catch (IOException e) {
      throw CommandException.failed(
          "Cannot reach Tidemark at %s: it may be starting or stopping; try again"
              .formatted(address));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw CommandException.failed("Interrupted");
    }
  }

  private JsonNode parse(String body) {
    try {
      return JSON.readTree(body);
    } catch (JsonProcessingException e) {
      throw CommandException.failed(
          "Cannot understand the answer of %s: %s".formatted(address, body));
    }
  }

  /** Errors are a JSON text that holds JSON, as Feast's clients expect them. */
  private String message(JsonNode body) {
    JsonNode error = body.isTextual() ? parse(body.asText()) : body;
    return error.path("message").asText(error.toString());
  }

  @Override
  public void close() {
    http.close();
  }
}
