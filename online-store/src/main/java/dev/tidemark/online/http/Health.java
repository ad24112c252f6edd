package dev.tidemark.online.http;

import dev.tidemark.online.request.RequestException;
import io.javalin.http.Context;
import io.javalin.http.Handler;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** {@code GET /health}, with {@code ?wait=true&timeout=seconds}, and {@code /health/live}. */
final class Health implements Handler {
  private static final long DEFAULT_SECONDS = 60;
  private static final long LONGEST_SECONDS = 3600;

  private final NodeStatus status;

  Health(NodeStatus status) {
    this.status = status;
  }

  /** Whoever can answer lives; it may be waiting for its state, or for a broker. */
  static void live(Context context) {
    context.contentType("application/json").result("{\"status\":\"ok\"}");
  }

  @Override
  public void handle(Context context) {
    boolean ok =
        wait(context.queryParam("wait"))
            ? status.awaitCaughtUp(timeout(context.queryParam("timeout")))
            : status.ready();
    context
        .status(ok ? 200 : 503)
        .contentType("application/json")
        .result(ok ? "{\"status\":\"ok\"}" : "{\"status\":\"not ready\"}");
  }

  private static boolean wait(@Nullable String wait) {
    if (wait == null || wait.equals("false")) {
      return false;
    }
    if (wait.isEmpty() || wait.equals("true")) {
      return true;
    }
    throw RequestException.unfit("Cannot read wait=%s: expected true or false".formatted(wait));
  }

  private static Duration timeout(@Nullable String timeout) {
    if (timeout == null) {
      return Duration.ofSeconds(DEFAULT_SECONDS);
    }
    try {
      long seconds = Long.parseLong(timeout);
      if (seconds >= 0 && seconds <= LONGEST_SECONDS) {
        return Duration.ofSeconds(seconds);
      }
    } catch (NumberFormatException e) {
      throw unfit(timeout);
    }
    throw unfit(timeout);
  }

  private static RequestException unfit(String timeout) {
    return RequestException.unfit(
        "Cannot read timeout=%s: expected seconds from 0 to %d"
            .formatted(timeout, LONGEST_SECONDS));
  }
}
