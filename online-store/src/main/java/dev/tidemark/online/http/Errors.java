package dev.tidemark.online.http;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.tidemark.online.request.RequestException;
import io.javalin.http.Context;
import io.javalin.http.HttpResponseException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.UUID;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Writes errors: below {@code /api} as plain JSON, elsewhere as Feast's client reads them, a JSON
 * string that holds JSON.
 */
final class Errors {
  private static final Logger LOG = LoggerFactory.getLogger(Errors.class);

  static final int TOO_MANY = 429;

  /** As measurements show it; nobody receives it. */
  static final int CLIENT_GONE = 499;

  static final String RETRY_SECONDS = "1";

  private final JsonMapper mapper = new JsonMapper();
  private final long longestBody;

  /** An error as Feast's client reads it. */
  @SuppressWarnings("ArrayRecordComponent") // never compared
  record Sent(int status, byte[] body) {}

  Errors(long longestBody) {
    this.longestBody = longestBody;
  }

  void refused(RequestException e, Context context) {
    if (e.status() == TOO_MANY) {
      context.header("Retry-After", RETRY_SECONDS);
    }
    write(context, e.status(), e.feastClass(), String.valueOf(e.getMessage()));
  }

  /** What Javalin refuses by itself. */
  void routed(HttpResponseException e, Context context) {
    String request = context.method() + " " + context.path();
    String message =
        switch (e.getStatus()) {
          case 404 ->
              ("Cannot find %s: there is POST /get-online-features, /push and"
                      + " /write-to-online-store, GET /health and /metrics; /openapi.json tells all")
                  .formatted(request);
          case 405 -> otherMethod(request);
          case 413 -> bodyTooLong();
          default -> "Cannot answer %s: %s".formatted(request, e.getMessage());
        };
    write(context, e.getStatus(), "FeastError", message);
  }

  /** The connection broke: nobody is there to be answered. */
  static void gone(IOException e, Context context) {
    LOG.debug("Lost the client of {} {}", context.method(), context.path(), e);
    context.status(CLIENT_GONE);
  }

  void failed(Exception e, Context context) {
    write(context, 500, "FeastError", logged(context.method() + " " + context.path(), e));
  }

  /** What somebody is told of a failure of ours that the log tells of. */
  private static String logged(String request, Throwable e) {
    String id = UUID.randomUUID().toString();
    LOG.error("Cannot answer {}: failure {}", request, id, e);
    return "Cannot answer: failure " + id + "; the server's log tells more";
  }

  private static String otherMethod(String request) {
    return "Cannot answer %s: the path takes another method".formatted(request);
  }

  private String bodyTooLong() {
    return "Cannot read the request: the body is longer than %d bytes".formatted(longestBody);
  }

  Sent of(RequestException e) {
    return new Sent(e.status(), feast(e.feastClass(), String.valueOf(e.getMessage())));
  }

  Sent otherMethod(String method, String path) {
    return new Sent(405, feast("FeastError", otherMethod(method + " " + path)));
  }

  Sent tooLong() {
    return new Sent(413, feast("FeastError", bodyTooLong()));
  }

  Sent failed(String request, Throwable e) {
    return new Sent(500, feast("FeastError", logged(request, e)));
  }

  private void write(Context context, int status, String feastClass, String message) {
    boolean plain = context.path().startsWith("/api/");
    context
        .status(status)
        .contentType("application/json")
        .result(plain ? json(plain(status, message)) : feast(feastClass, message));
  }

  private static Map<String, Object> plain(int status, String message) {
    Map<String, Object> error = new LinkedHashMap<>();
    error.put("status", status);
    error.put("message", message);
    return error;
  }

  private byte[] feast(String feastClass, String message) {
    Map<String, Object> error = new LinkedHashMap<>();
    error.put("module", "feast.errors");
    error.put("class", feastClass);
    error.put("message", message);
    return json(new String(json(error), StandardCharsets.UTF_8));
  }

  private byte[] json(Object value) {
    try {
      return mapper.writeValueAsBytes(value);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("Texts and maps of them can be written", e);
    }
  }
}
