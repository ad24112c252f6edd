package dev.tidemark.online.http;

import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.tidemark.online.lookup.Lookups;
import dev.tidemark.registry.job.Pushes;
import io.javalin.Javalin;
import io.javalin.compression.CompressionStrategy;
import io.javalin.config.JavalinConfig;
import io.javalin.http.HttpResponseException;
import java.time.Duration;
import org.eclipse.jetty.util.thread.QueuedThreadPool;

/** The HTTP server of a node. It answers as soon as it is constructed, until it is closed. */
public final class HttpServer implements AutoCloseable {
  private static final int THREADS = 64;
  private static final long LONGEST_BODY = 16L << 20;
  private static final Duration STOPPING = Duration.ofSeconds(10);

  private final Javalin javalin;

  /**
   * Starts a server.
   *
   * @param lookups the online store
   * @param pushes takes events
   * @param port 0 picks a free one
   * @throws io.javalin.util.JavalinBindException when the port is taken
   */
  public HttpServer(Lookups lookups, Pushes pushes, NodeStatus status, int port) {
    javalin = Javalin.create(config -> configure(config, lookups, pushes, status)).start(port);
  }

  private static void configure(
      JavalinConfig config, Lookups lookups, Pushes pushes, NodeStatus status) {
    config.startup.showJavalinBanner = false;
    config.startup.showOldJavalinVersionWarning = false;
    config.http.prefer405over404 = true;
    config.http.maxRequestSize = LONGEST_BODY;
    config.http.compressionStrategy = CompressionStrategy.NONE;
    QueuedThreadPool threads = new QueuedThreadPool(THREADS);
    threads.setName("tidemark-http");
    config.jetty.threadPool = threads;
    config.jetty.modifyServer(server -> server.setStopTimeout(STOPPING.toMillis()));
    JsonMapper mapper = new JsonMapper();
    PostEvents events = new PostEvents(pushes);
    config
        .routes
        .post("/get-online-features", new GetOnlineFeatures(lookups))
        .post("/push", events::push)
        .post("/write-to-online-store", events::write)
        .get("/health", new Health(status))
        .get(
            "/api/v1/status",
            context ->
                context
                    .contentType("application/json")
                    .result(mapper.writeValueAsBytes(status.report())));
    Errors errors = new Errors(LONGEST_BODY);
    config.routes.exception(RequestException.class, errors::refused);
    config.routes.exception(HttpResponseException.class, errors::routed);
    config.routes.exception(Exception.class, errors::failed);
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
