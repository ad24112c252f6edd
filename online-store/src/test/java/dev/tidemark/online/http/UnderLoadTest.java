package dev.tidemark.online.http;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tidemark.online.fold.ServedExample;
import dev.tidemark.online.lookup.Lookups;
import dev.tidemark.online.request.Admission;
import dev.tidemark.online.request.Door;
import dev.tidemark.registry.definition.Settings.Limits;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What a server does with too many requests, with slow clients, and while it stops. */
@Timeout(60)
class UnderLoadTest {
  private static final String BODY =
      "{\"features\": [\"activity:clicks_1h\"], \"entities\": {\"user\": [7]}}";
  private static final int SLOW = 100;

  @TempDir static Path folder;

  private static ServedExample example;
  private static Lookups lookups;

  private final RecordedMeasures measures = new RecordedMeasures();
  private final HttpClient client = HttpClient.newHttpClient();
  private HttpServer server;

  @BeforeAll
  static void fold() {
    example = new ServedExample(folder);
    lookups = example.lookups(InstantSource.fixed(Instant.parse("2026-03-01T12:00:00Z")), false);
  }

  @AfterAll
  static void close() {
    example.close();
  }

  @AfterEach
  void stop() {
    server.close();
    client.close();
  }

  private void serve(Lookups served, Limits limits) {
    server =
        new HttpServer(
            served,
            new TakenPushes(),
            new FakeStatus(),
            measures,
            new Door(0, new Admission(limits), Optional.empty()));
  }

  private HttpRequest request(String path, String body) {
    return HttpRequest.newBuilder(URI.create("http://localhost:" + server.port() + path))
        .POST(BodyPublishers.ofString(body))
        .build();
  }

  private HttpResponse<String> ask(String body) throws Exception {
    return client.send(request("/get-online-features", body), BodyHandlers.ofString());
  }

  private List<CompletableFuture<HttpResponse<String>>> askAtOnce(int lookups) {
    return IntStream.range(0, lookups)
        .mapToObj(
            i -> client.sendAsync(request("/get-online-features", BODY), BodyHandlers.ofString()))
        .toList();
  }

  @Test
  void beyond_its_limits_a_lookup_is_refused_while_all_else_is_answered() throws Exception {
    HeldLookups held = new HeldLookups(lookups);
    serve(held, new Limits(2, 0, 10));
    var inside = askAtOnce(2);
    held.awaitBegun(2);

    HttpResponse<String> refused = ask(BODY);

    assertThat(refused.statusCode()).isEqualTo(429);
    assertThat(refused.headers().firstValue("Retry-After")).hasValue("1");
    assertThat(refused.body())
        .contains("feast.errors", "works on 2 lookups", "raise serving.max_waiting_lookups");
    for (String path : List.of("/health", "/metrics", "/api/v1/status", "/openapi.json")) {
      HttpRequest other =
          HttpRequest.newBuilder(URI.create("http://localhost:" + server.port() + path)).build();
      assertThat(client.send(other, BodyHandlers.ofString()).statusCode()).isEqualTo(200);
    }
    String push = "{\"push_source_name\": \"s\", \"df\": {\"x\": [1]}}";
    assertThat(client.send(request("/push", push), BodyHandlers.ofString()).statusCode())
        .isEqualTo(200);
    held.letGo();
    assertThat(inside).allSatisfy(answer -> assertThat(answer.join().statusCode()).isEqualTo(200));
    server.close();
    assertThat(measures.counts)
        .containsEntry("/get-online-features 429", 1L)
        .containsEntry("/get-online-features 200", 2L);
  }

  @Test
  void too_many_rows_are_refused_with_the_limit_and_the_way_out() throws Exception {
    serve(lookups, new Limits(2, 8, 3));

    assertThat(ask(BODY.replace("[7]", "[1, 2, 3]")).statusCode()).isEqualTo(200);
    HttpResponse<String> refused = ask(BODY.replace("[7]", "[1, 2, 3, 4]"));
    assertThat(refused.statusCode()).isEqualTo(422);
    assertThat(refused.body())
        .contains(
            "Cannot look up 4 rows at once: a request may have 3; split it, or raise"
                + " serving.max_rows");
  }

  @Test
  void clients_that_send_half_a_body_keep_nobody_waiting() throws Exception {
    serve(lookups, new Limits(2, 8, 10));
    List<Socket> slow = new ArrayList<>();
    try {
      for (int i = 0; i < SLOW; i++) {
        Socket socket = new Socket("localhost", server.port());
        slow.add(socket);
        send(socket, BODY, BODY.length() / 2);
      }
      for (int i = 0; i < 50; i++) {
        assertThat(ask(BODY).statusCode()).isEqualTo(200);
      }
      Socket first = slow.getFirst();
      first
          .getOutputStream()
          .write(BODY.substring(BODY.length() / 2).getBytes(StandardCharsets.UTF_8));
      assertThat(status(first.getInputStream())).isEqualTo("HTTP/1.1 200");
    } finally {
      close(slow);
    }
  }

  @Test
  void who_is_refused_while_sending_sees_why() throws Exception {
    HeldLookups held = new HeldLookups(lookups);
    serve(held, new Limits(1, 0, 10));
    assertThat(statusAfterSending(" ".repeat((16 << 20) + 1))).isEqualTo("HTTP/1.1 413");
    var inside = askAtOnce(1);
    held.awaitBegun(1);
    assertThat(statusAfterSending(" ".repeat(4 << 20))).isEqualTo("HTTP/1.1 429");
    held.letGo();
    assertThat(inside).allSatisfy(answer -> assertThat(answer.join().statusCode()).isEqualTo(200));
  }

  private String statusAfterSending(String body) throws IOException {
    try (Socket socket = new Socket("localhost", server.port())) {
      send(socket, body, body.length());
      return status(socket.getInputStream());
    }
  }

  @Test
  void a_body_that_cannot_be_read_is_the_caller_s_mistake() throws Exception {
    serve(lookups, new Limits(2, 8, 10));
    try (Socket socket = new Socket("localhost", server.port())) {
      String head =
          "POST /get-online-features HTTP/1.1\r\nHost: localhost\r\nTransfer-Encoding: chunked"
              + "\r\n\r\nno length\r\n";
      socket.getOutputStream().write(head.getBytes(StandardCharsets.UTF_8));
      assertThat(status(socket.getInputStream())).isEqualTo("HTTP/1.1 400");
    }
  }

  @Test
  void clients_that_do_not_read_keep_nobody_waiting() throws Exception {
    serve(lookups, new Limits(2, 8, 20_000));
    String users = IntStream.range(0, 20_000).mapToObj(i -> "7").collect(Collectors.joining(","));
    String large =
        "{\"features\": [\"kinds:l\", \"kinds:f\", \"kinds:d\", \"kinds:t\", \"profile:city\","
            + " \"activity:spent\"], \"entities\": {\"user\": [%s]}}".formatted(users);
    List<Socket> slow = new ArrayList<>();
    try {
      for (int i = 0; i < 10; i++) {
        Socket socket = new Socket();
        slow.add(socket);
        socket.setReceiveBufferSize(4096);
        socket.connect(new InetSocketAddress("localhost", server.port()));
        send(socket, large, large.length());
        // Its answer is being written, and much too long for what lies between
        assertThat(status(socket.getInputStream())).isEqualTo("HTTP/1.1 200");
      }
      for (int i = 0; i < 50; i++) {
        assertThat(ask(BODY).statusCode()).isEqualTo(200);
      }
      // A request counts as answered after its answer is written: none of the large ones has been
      for (int tries = 0; tries < 1000 && answered() < 50; tries++) {
        Thread.sleep(5);
      }
      assertThat(measures.counts)
          .containsEntry("HTTP lookup of -", 60L)
          .containsEntry("/get-online-features 200", 50L);
    } finally {
      close(slow);
    }
  }

  @Test
  void what_is_in_flight_is_answered_while_it_stops_and_then_nobody_is() throws Exception {
    HeldLookups held = new HeldLookups(lookups);
    serve(held, new Limits(4, 20, 10));
    var inFlight = askAtOnce(4);
    held.awaitBegun(4);
    int port = server.port();
    try (Socket open = new Socket("localhost", port)) {
      open.setSoTimeout(30_000);
      String health = "GET /health HTTP/1.1\r\nHost: localhost\r\n\r\n";
      open.getOutputStream().write(health.getBytes(StandardCharsets.UTF_8));
      assertThat(status(open.getInputStream())).isEqualTo("HTTP/1.1 200");
      CompletableFuture<Void> closed = CompletableFuture.runAsync(server::close);
      awaitRefusal(port);
      assertThat(closed).isNotDone();
      held.letGo();
      assertThat(inFlight)
          .allSatisfy(answer -> assertThat(answer.join().statusCode()).isEqualTo(200));
      closed.join();
      assertThat(new String(open.getInputStream().readAllBytes(), StandardCharsets.UTF_8))
          .endsWith("{\"status\":\"ok\"}");
    }
  }

  private long answered() {
    return measures.counts.getOrDefault("/get-online-features 200", 0L);
  }

  /** The port is closed first. */
  private static void awaitRefusal(int port) {
    for (int tries = 0; tries < 10_000; tries++) {
      try {
        new Socket("localhost", port).close();
      } catch (IOException refused) {
        return;
      }
    }
    throw new AssertionError("the port stays open");
  }

  private static void send(Socket socket, String body, int bytes) throws IOException {
    String head =
        "POST /get-online-features HTTP/1.1\r\nHost: localhost\r\nContent-Length: %d\r\n\r\n%s"
            .formatted(body.length(), body.substring(0, bytes));
    socket.getOutputStream().write(head.getBytes(StandardCharsets.UTF_8));
  }

  private static String status(InputStream in) throws IOException {
    return new String(in.readNBytes(12), StandardCharsets.UTF_8);
  }

  private static void close(List<Socket> sockets) throws IOException {
    for (Socket socket : sockets) {
      socket.close();
    }
  }
}
