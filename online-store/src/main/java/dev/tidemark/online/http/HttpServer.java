package dev.tidemark.online.http;

import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.tidemark.online.lookup.Lookups;
import dev.tidemark.online.request.AnswerBuffer;
import dev.tidemark.online.request.Door;
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
import io.javalin.util.JavalinException;
import java.io.IOException;
import java.security.GeneralSecurityException;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeoutException;
import java.util.stream.Stream;
import javax.net.ssl.KeyManager;
import javax.net.ssl.SSLContext;
import javax.net.ssl.X509ExtendedKeyManager;
import org.eclipse.jetty.server.HttpConfiguration;
import org.eclipse.jetty.server.HttpConnectionFactory;
import org.eclipse.jetty.server.NetworkConnectionLimit;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.eclipse.jetty.server.SslConnectionFactory;
import org.eclipse.jetty.util.ssl.SslContextFactory;
import org.eclipse.jetty.util.thread.QueuedThreadPool;

/** The HTTP server of a node. It answers as soon as it is constructed, until it is closed. */
public final class HttpServer implements AutoCloseable {
  /** They accept, read and refuse; each lookup that is worked on may take one more. */
  private static final int THREADS = 16;

  private static final int MOST_CONNECTIONS = 20_000;

  /** For a client that neither sends nor reads. */
  private static final Duration SILENT = Duration.ofSeconds(30);

  private static final int LONGEST_BODY = 16 << 20;

  /** Answers that clients have not read may take one part of so many. */
  private static final int SHARE_OF_HEAP = 8;

  private static final Duration STOPPING = Duration.ofSeconds(5);

  /** What measurements name; callers can make up others without end. */
  private static final Set<String> PATHS =
      Set.of(
          "/get-online-features",
          "/push",
          "/write-to-online-store",
          "/health",
          "/health/live",
          "/metrics",
          "/openapi.json",
          "/api/v1/status",
          "/api/v1/routing",
          "/api/v1/seen");

  private final Javalin javalin;

  /**
   * Starts a server.
   *
   * @param lookups the online store
   * @param pushes takes events
   * @param measures are told of every request
   * @throws io.javalin.util.JavalinBindException when the port is taken
   */
  public HttpServer(
      Lookups lookups, Pushes pushes, NodeStatus status, Measures measures, Door door) {
    GetOnlineFeatures features =
        new GetOnlineFeatures(
            new GetOnlineFeatures.Parts(
                new FeatureRequests(
                    lookups,
                    measures,
                    Protocol.HTTP,
                    (selection, fullNames) -> ResultWriter.names(selection.names(fullNames))),
                door.admission(),
                measures,
                new Errors(LONGEST_BODY),
                LONGEST_BODY,
                new Unread(Runtime.getRuntime().maxMemory() / SHARE_OF_HEAP),
                new AnswerBuffer.Pool<>(JsonBuffer::new)));
    javalin =
        Javalin.create(
                config -> {
                  settings(config, door, features);
                  routes(config, new PostEvents(pushes), lookups, status, measures);
                })
            .start();
  }

  private static void settings(JavalinConfig config, Door door, GetOnlineFeatures features) {
    config.startup.showJavalinBanner = false;
    config.startup.showOldJavalinVersionWarning = false;
    config.http.prefer405over404 = true;
    config.http.maxRequestSize = LONGEST_BODY;
    config.http.compressionStrategy = CompressionStrategy.NONE;
    QueuedThreadPool threads = new QueuedThreadPool(THREADS + door.admission().concurrent());
    threads.setName("tidemark-http");
    config.jetty.threadPool = threads;
    config.jetty.modifyServer(server -> {
      server.setStopTimeout(STOPPING.toMillis());
      features.setHandler(new OwnThreads());
      LastAnswers handler = new LastAnswers();
      handler.setHandler(features);
      server.setHandler(handler);
      server.addBean(new NetworkConnectionLimit(MOST_CONNECTIONS, server));
    });
    config.jetty.addConnector((server, http) -> connector(server, http, door));
  }

  private static ServerConnector connector(Server server, HttpConfiguration http, Door door) {
    HttpConnectionFactory plain = new HttpConnectionFactory(http);
    ServerConnector connector =
        door.keys()
            .map(keys ->
                new ServerConnector(
                    server, new SslConnectionFactory(tls(keys), plain.getProtocol()), plain))
            .orElseGet(() -> new ServerConnector(server, plain));
    connector.setPort(door.port());
    connector.setIdleTimeout(SILENT.toMillis());
    return connector;
  }

  private static SslContextFactory.Server tls(X509ExtendedKeyManager keys) {
    try {
      SSLContext context = SSLContext.getInstance("TLS");
      context.init(new KeyManager[] {keys}, null, null);
      SslContextFactory.Server factory = new SslContextFactory.Server();
      factory.setSslContext(context);
      return factory;
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("Every JDK has TLS", e);
    }
  }

  private static void routes(
      JavalinConfig config,
      PostEvents events,
      Lookups lookups,
      NodeStatus status,
      Measures measures) {
    JsonMapper mapper = new JsonMapper();
    config.requestLogger.http((context, millis) ->
        measures.answered(endpoint(context), context.statusCode(), (long) (millis * 1e6)));
    config
        .routes
        .post("/push", events::push)
        .post("/write-to-online-store", events::write)
        .get("/health", new Health(status))
        .get("/health/live", Health::live)
        .get(
            "/metrics",
            context -> context.contentType("text/plain; version=0.0.4").result(measures.text()))
        .get(
            "/api/v1/status",
            context ->
                context
                    .contentType("application/json")
                    .result(mapper.writeValueAsBytes(status.report())))
        .get("/api/v1/routing", new GetRouting(lookups, mapper))
        .post("/api/v1/seen", new PostSeen(lookups))
        .get("/openapi.json", new OpenApi());
    new DeployedRoutes(status, mapper).add(config.routes);
    Errors errors = new Errors(LONGEST_BODY);
    config.routes.exception(RequestException.class, errors::refused);
    config.routes.exception(HttpResponseException.class, errors::routed);
    config.routes.exception(IOException.class, Errors::gone);
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
    return Stream.concat(
            Stream.of("POST " + GetOnlineFeatures.PATH),
            javalin.unsafe.internalRouter.allHttpHandlers().stream()
                .map(handler -> handler.endpoint.method + " " + handler.endpoint.path))
        .toList();
  }

  /** The port that it listens on. */
  public int port() {
    return javalin.port();
  }

  /** Takes no more requests, lets those that run finish, and stops. */
  @Override
  public void close() {
    try {
      javalin.stop();
    } catch (JavalinException e) {
      // It has stopped all the same: some client would not close its connection in time
      if (!(e.getCause() instanceof TimeoutException)) {
        throw e;
      }
    }
  }
}
