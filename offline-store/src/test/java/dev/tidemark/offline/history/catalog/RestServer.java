package dev.tidemark.offline.history.catalog;

import com.fasterxml.jackson.annotation.JsonAutoDetect;
import com.fasterxml.jackson.annotation.PropertyAccessor;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.PropertyNamingStrategies;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.apache.iceberg.catalog.Catalog;
import org.apache.iceberg.catalog.Namespace;
import org.apache.iceberg.catalog.SupportsNamespaces;
import org.apache.iceberg.catalog.TableIdentifier;
import org.apache.iceberg.catalog.ViewCatalog;
import org.apache.iceberg.exceptions.AlreadyExistsException;
import org.apache.iceberg.exceptions.CommitFailedException;
import org.apache.iceberg.exceptions.NoSuchNamespaceException;
import org.apache.iceberg.exceptions.NoSuchTableException;
import org.apache.iceberg.exceptions.NoSuchViewException;
import org.apache.iceberg.rest.CatalogHandlers;
import org.apache.iceberg.rest.RESTCatalogProperties.SnapshotMode;
import org.apache.iceberg.rest.RESTSerializers;
import org.apache.iceberg.rest.requests.CreateNamespaceRequest;
import org.apache.iceberg.rest.requests.CreateTableRequest;
import org.apache.iceberg.rest.requests.CreateViewRequest;
import org.apache.iceberg.rest.requests.UpdateTableRequest;
import org.apache.iceberg.rest.responses.ConfigResponse;
import org.apache.iceberg.rest.responses.ErrorResponse;

/** A REST catalog over HTTP: Iceberg's own handlers of its REST interface, on another catalog. */
public final class RestServer implements AutoCloseable {
  private static final ObjectMapper JSON = mapper();

  private final Catalog catalog;
  private final HttpServer server;
  private final AtomicInteger requests = new AtomicInteger();

  public RestServer(Catalog catalog) throws IOException {
    this.catalog = catalog;
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
    server.createContext("/", this::answer);
    server.start();
  }

  private static ObjectMapper mapper() {
    ObjectMapper mapper = new ObjectMapper();
    mapper.setVisibility(PropertyAccessor.FIELD, JsonAutoDetect.Visibility.ANY);
    mapper.configure(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES, false);
    mapper.setPropertyNamingStrategy(new PropertyNamingStrategies.KebabCaseStrategy());
    RESTSerializers.registerAll(mapper);
    return mapper;
  }

  public String uri() {
    return "http://127.0.0.1:" + server.getAddress().getPort();
  }

  public int requests() {
    return requests.get();
  }

  private void answer(HttpExchange exchange) throws IOException {
    requests.incrementAndGet();
    try (exchange) {
      try {
        byte[] request = exchange.getRequestBody().readAllBytes();
        List<String> path =
            Stream.of(exchange.getRequestURI().getRawPath().substring(1).split("/"))
                .map(part -> URLDecoder.decode(part, StandardCharsets.UTF_8))
                .toList();
        send(exchange, 200, route(exchange.getRequestMethod(), path, request));
      } catch (RuntimeException e) {
        int code =
            switch (e) {
              case NoSuchTableException _, NoSuchNamespaceException _, NoSuchViewException _ -> 404;
              case AlreadyExistsException _, CommitFailedException _ -> 409;
              default -> 500;
            };
        send(
            exchange,
            code,
            ErrorResponse.builder()
                .responseCode(code)
                .withType(e.getClass().getSimpleName())
                .withMessage(String.valueOf(e.getMessage()))
                .build());
      }
    }
  }

  private static void send(HttpExchange exchange, int code, Object answer) throws IOException {
    if (answer == null || exchange.getRequestMethod().equals("HEAD")) {
      exchange.sendResponseHeaders(answer == null ? 204 : code, -1);
      return;
    }
    byte[] bytes = JSON.writeValueAsBytes(answer);
    exchange.getResponseHeaders().add("Content-Type", "application/json");
    exchange.sendResponseHeaders(code, bytes.length);
    exchange.getResponseBody().write(bytes);
  }

  private Object route(String method, List<String> path, byte[] request) throws IOException {
    SupportsNamespaces spaces = (SupportsNamespaces) catalog;
    if (path.get(1).equals("config")) {
      return ConfigResponse.builder().build();
    }
    if (path.size() == 2) {
      return method.equals("GET")
          ? CatalogHandlers.listNamespaces(spaces, Namespace.empty())
          : CatalogHandlers.createNamespace(
              spaces, JSON.readValue(request, CreateNamespaceRequest.class));
    }
    Namespace namespace = Namespace.of(path.get(2));
    if (path.size() == 3) {
      return CatalogHandlers.loadNamespace(spaces, namespace);
    }
    boolean views = path.get(3).equals("views");
    if (path.size() == 4) {
      return views
          ? views(method, namespace, request)
          : CatalogHandlers.createTable(
              catalog, namespace, JSON.readValue(request, CreateTableRequest.class));
    }
    if (path.size() > 5) {
      return null;
    }
    TableIdentifier name = TableIdentifier.of(namespace, path.get(4));
    return views ? view(method, name, request) : table(method, name, request);
  }

  private Object views(String method, Namespace namespace, byte[] request) throws IOException {
    return method.equals("GET")
        ? CatalogHandlers.listViews((ViewCatalog) catalog, namespace)
        : CatalogHandlers.createView(
            (ViewCatalog) catalog, namespace, JSON.readValue(request, CreateViewRequest.class));
  }

  private Object table(String method, TableIdentifier name, byte[] request) throws IOException {
    return method.equals("POST")
        ? CatalogHandlers.updateTable(
            catalog, name, JSON.readValue(request, UpdateTableRequest.class))
        : CatalogHandlers.loadTable(catalog, name, SnapshotMode.ALL);
  }

  private Object view(String method, TableIdentifier name, byte[] request) throws IOException {
    switch (method) {
      case "POST":
        return CatalogHandlers.updateView(
            (ViewCatalog) catalog, name, JSON.readValue(request, UpdateTableRequest.class));
      case "DELETE":
        CatalogHandlers.dropView((ViewCatalog) catalog, name);
        return null;
      default:
        return CatalogHandlers.loadView((ViewCatalog) catalog, name);
    }
  }

  @Override
  public void close() {
    server.stop(0);
  }
}
