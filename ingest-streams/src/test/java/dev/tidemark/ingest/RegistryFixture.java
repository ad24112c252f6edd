package dev.tidemark.ingest;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.tidemark.registry.definition.Settings;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;

/** Speaks the part of Confluent's documented HTTP API that readers need. */
final class RegistryFixture implements AutoCloseable {
  private static final ObjectMapper MAPPER = new ObjectMapper();

  private final Map<String, JsonNode> answers = new ConcurrentHashMap<>();
  private final HttpServer server;

  /** How many requests are still answered by 503. */
  final AtomicInteger failures = new AtomicInteger();

  final AtomicInteger requests = new AtomicInteger();

  RegistryFixture() throws IOException {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext("/", this::answer);
    server.start();
  }

  private void answer(HttpExchange exchange) throws IOException {
    requests.incrementAndGet();
    JsonNode found = answers.get(exchange.getRequestURI().getPath());
    boolean fails = failures.getAndUpdate(n -> Math.max(0, n - 1)) > 0;
    byte[] body =
        (fails || found == null ? "{\"error_code\":40403}" : found.toString())
            .getBytes(StandardCharsets.UTF_8);
    exchange.sendResponseHeaders(fails ? 503 : found == null ? 404 : 200, body.length);
    exchange.getResponseBody().write(body);
    exchange.close();
  }

  /** Registers a schema under an id. */
  ObjectNode schema(int id, String type, String text) {
    return put("/schemas/ids/" + id, type, text);
  }

  /** Registers the first version of a subject. */
  ObjectNode subject(String subject, String type, String text) {
    return put("/subjects/" + subject + "/versions/1", type, text);
  }

  private ObjectNode put(String path, String type, String text) {
    ObjectNode json = MAPPER.createObjectNode().put("schema", text);
    if (!type.equals("AVRO")) {
      json.put("schemaType", type);
    }
    answers.put(path, json);
    return json;
  }

  static void refer(ObjectNode schema, String name, String subject) {
    schema
        .withArray("references")
        .addObject()
        .put("name", name)
        .put("subject", subject)
        .put("version", 1);
  }

  Surroundings surroundings() {
    URI url = URI.create("http://localhost:" + server.getAddress().getPort());
    return new Surroundings(
        Plans.CLOCK,
        Optional.of(new SchemaRegistry(new Settings.SchemaRegistry(url, Optional.empty()))));
  }

  /** A message as a serializer with a registry writes it. */
  static byte[] framed(int id, byte[] message) {
    return ByteBuffer.allocate(5 + message.length).put((byte) 0).putInt(id).put(message).array();
  }

  @Override
  public void close() {
    server.stop(0);
  }
}
