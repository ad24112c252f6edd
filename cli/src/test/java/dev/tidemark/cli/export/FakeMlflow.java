package dev.tidemark.cli.export;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * The part of an MLflow tracking server's REST API that is used, as strict as its own handlers and
 * store: required fields, their types and lengths, who may, and which state a run is in. It speaks
 * HTTP on the loopback.
 */
final class FakeMlflow implements AutoCloseable {
  static final String PREFIX = "/proxied/api/2.0/mlflow/";
  private static final ObjectMapper JSON = new ObjectMapper();

  /** What was asked and answered, such as {@code POST runs/create 200}. */
  final List<String> calls = new ArrayList<>();

  /** The bodies of what was posted, by method; of several the last. */
  final Map<String, JsonNode> posted = new LinkedHashMap<>();

  /** From id to the run's info. */
  final Map<String, ObjectNode> runs = new LinkedHashMap<>();

  /** From name to id. */
  final Map<String, String> experiments = new LinkedHashMap<>(Map.of("Default", "0"));

  /** Statuses of the next calls, before they are acted on; 0 drops the connection. */
  final Deque<Integer> troubles = new ArrayDeque<>();

  /** Methods that are refused whatever is asked. */
  final Set<String> refused = new HashSet<>();

  Optional<String> authorization = Optional.empty();
  private final HttpServer http;

  FakeMlflow() throws IOException {
    http = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    http.createContext(PREFIX, this::handle);
    http.start();
  }

  URI uri() {
    return URI.create("http://localhost:%d/proxied/".formatted(http.getAddress().getPort()));
  }

  void run(String id, String stage) {
    ObjectNode info = runs.computeIfAbsent(id, any -> JSON.createObjectNode());
    info.put("run_id", id).put("experiment_id", "0").put("status", "RUNNING");
    info.put("lifecycle_stage", stage);
  }

  private synchronized void handle(HttpExchange exchange) throws IOException {
    String method = exchange.getRequestURI().getPath().substring(PREFIX.length());
    String call = exchange.getRequestMethod() + " " + method;
    byte[] body = exchange.getRequestBody().readAllBytes();
    Integer trouble = troubles.poll();
    if (trouble != null && trouble == 0) {
      calls.add(call + " dropped");
      exchange.close();
      return;
    }
    MlflowReply reply =
        trouble != null
            ? new MlflowReply(trouble, "<html>trouble</html>")
            : answer(exchange, call, method, body);
    calls.add(call + " " + reply.status());
    byte[] bytes = reply.body().getBytes(StandardCharsets.UTF_8);
    exchange.sendResponseHeaders(reply.status(), bytes.length);
    exchange.getResponseBody().write(bytes);
    exchange.close();
  }

  private MlflowReply answer(HttpExchange exchange, String call, String method, byte[] body)
      throws IOException {
    String from = exchange.getRequestHeaders().getFirst("Authorization");
    if (!authorization.equals(Optional.ofNullable(from))) {
      return MlflowReply.error(401, "UNAUTHENTICATED", "You are not authenticated.");
    }
    try {
      if (exchange.getRequestMethod().equals("GET")) {
        String query = exchange.getRequestURI().getRawQuery();
        String[] parameter = query.split("=", 2);
        String value = URLDecoder.decode(parameter[1], StandardCharsets.UTF_8);
        return get(method, parameter[0], value);
      }
      MlflowContract.check(
          "application/json".equals(exchange.getRequestHeaders().getFirst("Content-Type")),
          "Content-Type");
      JsonNode request = JSON.readTree(body);
      posted.put(method, request);
      MlflowContract.check(!refused.contains(method), "refused");
      return post(call, request);
    } catch (IllegalArgumentException e) {
      return MlflowReply.error(400, "INVALID_PARAMETER_VALUE", e.getMessage());
    }
  }

  private MlflowReply get(String method, String parameter, String value) {
    return switch (method + "?" + parameter) {
      case "runs/get?run_id" -> runs.containsKey(value) ? ok(run(value)) : missing(value);
      case "experiments/get-by-name?experiment_name" ->
          experiments.containsKey(value)
              ? ok(
                  JSON.createObjectNode()
                      .set(
                          "experiment",
                          JSON.createObjectNode().put("experiment_id", experiments.get(value))))
              : missing(value);
      default -> new MlflowReply(404, "<html>Not Found</html>");
    };
  }

  private MlflowReply post(String call, JsonNode request) {
    return switch (call) {
      case "POST experiments/create" -> {
        String id = String.valueOf(experiments.size());
        experiments.put(MlflowContract.text(request, "name", 500), id);
        yield ok(JSON.createObjectNode().put("experiment_id", id));
      }
      case "POST runs/create" -> {
        MlflowContract.createRun(request);
        String experiment = request.path("experiment_id").asText();
        if (!experiments.containsValue(experiment)) {
          yield missing("experiment " + experiment);
        }
        String id = "run" + runs.size();
        run(id, "active");
        runs.get(id).put("experiment_id", experiment);
        yield ok(run(id));
      }
      case "POST runs/log-inputs" -> {
        MlflowContract.logInputs(request, runs);
        yield ok(JSON.createObjectNode());
      }
      case "POST runs/update" -> {
        MlflowContract.updateRun(request, runs);
        yield ok(JSON.createObjectNode().set("run_info", runs.get(request.get("run_id").asText())));
      }
      default -> new MlflowReply(404, "<html>Not Found</html>");
    };
  }

  private JsonNode run(String id) {
    ObjectNode run = JSON.createObjectNode();
    run.putObject("run").set("info", runs.get(id));
    return run;
  }

  private static MlflowReply ok(JsonNode body) {
    return new MlflowReply(200, body.toString());
  }

  private static MlflowReply missing(String what) {
    return MlflowReply.error(404, "RESOURCE_DOES_NOT_EXIST", "'%s' not found".formatted(what));
  }

  @Override
  public void close() {
    http.stop(0);
  }
}
