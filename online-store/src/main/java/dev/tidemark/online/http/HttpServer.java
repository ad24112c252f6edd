package dev.tidemark.online.http;

import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.tidemark.online.lookup.Lookups;
import dev.tidemark.online.request.FeatureRequests;
import dev.tidemark.online.request.Protocol;
import dev.tidemark.online.request.RequestException;
import dev.tidemark.registry.job.Pushes;
import io.javalin.Javalin;
import io.javalin.compression.CompressionStrategy;
import io.javalin.config.JavalinConfig;
import io.javalin.http.Context;
import io.javalin.http.HttpResponseException;
import io.javalin.router.Endpoint;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import org.eclipse.jetty.util.thread.QueuedThreadPool;

/** The HTTP server of a node. It answers as soon as it is constructed, until it is closed. */
public final class HttpServer implements AutoCloseable {
  private static final int THREADS = 64;
  private static final long LONGEST_BODY = 16L << 20;
  private static final Duration STOPPING = Duration.ofSeconds(10);

  /** What measurements name; callers can make up others without end. */
  private static final Set<String> PATHS =
      Set.of(
          "/get-online-features",
          "/push",
          "/write-to-online-store",
          "/health",
          "/metrics",
          "/openapi.json",
          "/api/v1/status");

  private final Javalin javalin;

  /**
   * Starts a server.
   *
   * @param lookups the online store
   * @param pushes takes events
   * @param measures are told of every request
   * @param port 0 picks a free one
   * @throws io.javalin.util.JavalinBindException when the port is taken
   */
  public HttpServer(
      Lookups lookups, Pushes pushes, NodeStatus status, Measures measures, int port) {
    javalin =
        Javalin.create(
                config -> {
                  settings(config);
                  routes(config, lookups, new PostEvents(pushes), status, measures);
                })
            .start(port);
  }

  private static void settings(JavalinConfig config) {
    config.startup.showJavalinBanner = false;
    config.startup.showOldJavalinVersionWarning = false;
    config.http.prefer405over404 = true;
    config.http.maxRequestSize = LONGEST_BODY;
    config.http.compressionStrategy = CompressionStrategy.NONE;
    QueuedThreadPool threads = new QueuedThreadPool(THREADS);
    threads.setName("tidemark-http");
    config.jetty.threadPool = threads;
    config.jetty.modifyServer(server -> server.setStopTimeout(STOPPING.toMillis()));
  }

  private static void routes(
      JavalinConfig config,
      Lookups lookups,
      PostEvents events,
      NodeStatus status,
      Measures measures) {
    JsonMapper mapper = new JsonMapper();
    FeatureRequests requests = new FeatureRequests(lookups, measures, Protocol.HTTP);
    config.requestLogger.http((context, millis) ->
        measures.answered(endpoint(context), context.statusCode(), (long) (millis * 1e6)));
    config
        .routes
        .post(
            "/get-online-features",
            TracedHandler.of(measures.traces(), new GetOnlineFeatures(requests)))
        .post("/push", events::push)
        .post("/write-to-online-store", events::write)
        .get("/health", new Health(status))
        .get(
            "/metrics",
            context -> context.contentType("text/plain; version=0.0.4").result(measures.text()))
        .get(
            "/api/v1/status",
            context ->
                context
                    .contentType("application/json")
                    .result(mapper.writeValueAsBytes(status.report())))
        .get("/openapi.json", new OpenApi());
    new DeployedRoutes(status, mapper).add(config.routes);
    Errors errors = new Errors(LONGEST_BODY);
    config.routes.exception(RequestException.class, errors::refused);
    config.routes.exception(HttpResponseException.class, errors::routed);
    config.routes.exception(Exception.class, errors::failed);
  }

  private static String endpoint(Context context) {
    Endpoint matched = context.endpoints().matchedHttpEndpoint();
    return matched != null
        ? matched.path
        : PATHS.contains(context.path()) ? context.path() : "other";
  }

  /** What it answers, each as method and path: {@code GET /health}. */
  List<String> routes() {
    return javalin.unsafe.internalRouter.allHttpHandlers().stream()
        .map(handler -> handler.endpoint.method + " " + handler.endpoint.path)
        .toList();
  }

  /** The port that it listens on. */
  public int port() {
    return javalin.port();
  }

  /** Takes no more requests, lets those that run finish, and stops. */
  @Override
  public void close() {
    javalin.stop();
  }
}
