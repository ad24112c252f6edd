package dev.tidemark.online.trace;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.opentelemetry.proto.collector.trace.v1.ExportTraceServiceRequest;
import io.opentelemetry.proto.common.v1.AnyValue;
import io.opentelemetry.proto.common.v1.KeyValue;
import io.opentelemetry.proto.trace.v1.ResourceSpans;
import io.opentelemetry.proto.trace.v1.Span;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CopyOnWriteArrayList;

/** A receiver of OTLP over HTTP that keeps what it is sent. */
final class Receiver implements AutoCloseable {
  final List<ResourceSpans> received = new CopyOnWriteArrayList<>();
  private final HttpServer server;
  private final int status;

  /** Answers every batch with a status. */
  Receiver(int status) {
    this.status = status;
    try {
      server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    server.createContext("/v1/traces", this::receive);
    server.start();
  }

  private void receive(HttpExchange exchange) throws IOException {
    try (exchange) {
      byte[] body = exchange.getRequestBody().readAllBytes();
      received.addAll(ExportTraceServiceRequest.parseFrom(body).getResourceSpansList());
      exchange.sendResponseHeaders(status, -1);
    }
  }

  URI endpoint() {
    return URI.create("http://localhost:" + server.getAddress().getPort());
  }

  List<Span> spans() {
    return received.stream()
        .flatMap(resource -> resource.getScopeSpansList().stream())
        .flatMap(scope -> scope.getSpansList().stream())
        .toList();
  }

  /** Texts and whole numbers, by name. */
  static Map<String, Object> attributes(List<KeyValue> attributes) {
    Map<String, Object> byName = new TreeMap<>();
    attributes.forEach(attribute -> {
      AnyValue value = attribute.getValue();
      byName.put(
          attribute.getKey(), value.hasIntValue() ? value.getIntValue() : value.getStringValue());
    });
    return byName;
  }

  @Override
  public void close() {
    server.stop(0);
  }
}
