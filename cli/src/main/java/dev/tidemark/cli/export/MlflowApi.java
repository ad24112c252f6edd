package dev.tidemark.cli.export;

import com.fasterxml.jackson.databind.JsonNode;
import dev.tidemark.cli.console.Reasons;
import java.io.IOException;
import java.net.ConnectException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpConnectTimeoutException;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.net.http.HttpTimeoutException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** Calls of MLflow's REST API, each tried again while there is hope. */
final class MlflowApi implements AutoCloseable {
  private static final Duration CONNECT_TIMEOUT = Duration.ofSeconds(10);
  private final MlflowServer server;
  private final Patience patience;
  private final HttpClient http;

  MlflowApi(MlflowServer server, Patience patience) {
    this.server = server;
    this.patience = patience;
    this.http =
        HttpClient.newBuilder()
            // Its servers speak no HTTP/2, and some stumble over the offer to
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(CONNECT_TIMEOUT)
            .build();
  }

  JsonNode get(String method, String parameter, String value) {
    String query = "?" + parameter + "=" + URLEncoder.encode(value, StandardCharsets.UTF_8);
    return send(request(method + query).GET(), true);
  }

  /** A call that changes nothing more when it is made twice. */
  JsonNode post(String method, JsonNode body) {
    return send(request(method).POST(BodyPublishers.ofString(body.toString())), true);
  }

  /** A call that is only made again when the server has surely not acted on it. */
  JsonNode postOnce(String method, JsonNode body) {
    return send(request(method).POST(BodyPublishers.ofString(body.toString())), false);
  }

  private HttpRequest.Builder request(String method) {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(URI.create(server.address() + "/api/2.0/mlflow/" + method))
            .header("Content-Type", "application/json")
            .header("User-Agent", "tidemark");
    server.authorization().ifPresent(value -> request.header("Authorization", value));
    return request;
  }

  private JsonNode send(HttpRequest.Builder builder, boolean repeatable) {
    HttpRequest request = builder.build();
    for (int attempt = 1; ; attempt++) {
      boolean last = attempt == patience.attempts();
      try {
        HttpResponse<String> answer = sendOnce(request);
        if (last || !mayPass(answer.statusCode(), repeatable)) {
          return MlflowAnswer.parse(answer);
        }
      } catch (IOException e) {
        if (last || !(repeatable || neverArrived(e))) {
          throw new MlflowException(reason(e));
        }
      }
      sleep(patience.pauseAfter(attempt));
    }
  }

  /** In the time that there is, also for the body, which the client's own timeout leaves out. */
  private HttpResponse<String> sendOnce(HttpRequest request) throws IOException {
    CompletableFuture<HttpResponse<String>> answer =
        http.sendAsync(request, BodyHandlers.ofString());
    try {
      return answer.get(patience.timeout().toMillis(), TimeUnit.MILLISECONDS);
    } catch (TimeoutException e) {
      answer.cancel(true);
      throw new HttpTimeoutException("no answer");
    } catch (ExecutionException e) {
      throw e.getCause() instanceof IOException io ? io : new IOException(e.getCause());
    } catch (InterruptedException e) {
      answer.cancel(true);
      throw interrupted();
    }
  }

  private static boolean mayPass(int status, boolean repeatable) {
    return switch (status) {
      case 429, 503 -> true;
      case 408, 500, 502, 504 -> repeatable;
      default -> false;
    };
  }

  private static boolean neverArrived(IOException e) {
    return e instanceof ConnectException || e instanceof HttpConnectTimeoutException;
  }

  private String reason(IOException e) {
    if (neverArrived(e)) {
      return "nothing answers there; start the server or correct the URL";
    }
    return e instanceof HttpTimeoutException
        ? "no answer within %d s; see what holds the server up"
            .formatted(patience.timeout().toSeconds())
        : "the connection broke (%s); see the server's log".formatted(Reasons.of(e));
  }

  private static void sleep(Duration pause) {
    try {
      Thread.sleep(pause);
    } catch (InterruptedException e) {
      throw interrupted();
    }
  }

  private static MlflowException interrupted() {
    Thread.currentThread().interrupt();
    return new MlflowException("interrupted");
  }

  @Override
  public void close() {
    http.shutdownNow();
  }
}
