package dev.tidemark.cli.metrics;

import com.sun.net.httpserver.HttpServer;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Timer;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

/** What a verification that goes on finds, for Prometheus: {@code docs/reference/metrics.md}. */
public final class VerifyMetrics implements AutoCloseable {
  private static final String TEXT = "text/plain; version=0.0.4; charset=utf-8";

  private final PrometheusMeterRegistry registry =
      new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
  private final AtomicLong lastRound = new AtomicLong();
  private final Timer rounds =
      Timer.builder("tidemark.verify.round")
          .description("How long rounds took that came to an end.")
          .register(registry);
  private final Counter failed =
      Counter.builder("tidemark.verify.failed.rounds")
          .description("Rounds that did not come to an end, for the node did not answer.")
          .register(registry);
  private final HttpServer server;

  /**
   * Answers {@code GET /metrics} from now on.
   *
   * @param port 0 for a free one
   * @throws IOException when the port is taken
   */
  public VerifyMetrics(int port) throws IOException {
    registry.gauge("tidemark.verify.last.round.timestamp.seconds", lastRound);
    server = HttpServer.create(new InetSocketAddress(port), 0);
    server.createContext(
        "/metrics",
        exchange -> {
          byte[] text = registry.scrape().getBytes(StandardCharsets.UTF_8);
          exchange.getResponseHeaders().set("Content-Type", TEXT);
          exchange.sendResponseHeaders(200, text.length);
          exchange.getResponseBody().write(text);
          exchange.close();
        });
    server.start();
  }

  /** The port that it answers on. */
  public int port() {
    return server.getAddress().getPort();
  }

  /** There were so many more values of a feature with a verdict. */
  public void values(String feature, String verdict, long count) {
    Counter.builder("tidemark.verify.values")
        .description("Values of lookups that were compared with the history.")
        .tag("feature", feature)
        .tag("verdict", verdict)
        .register(registry)
        .increment((double) count);
  }

  /** A round came to an end. */
  public void round(double seconds, long epochSecond) {
    rounds.record((long) (seconds * 1e9), TimeUnit.NANOSECONDS);
    lastRound.set(epochSecond);
  }

  /** A round could not come to an end. */
  public void failed() {
    failed.increment();
  }

  @Override
  public void close() {
    server.stop(0);
  }
}
