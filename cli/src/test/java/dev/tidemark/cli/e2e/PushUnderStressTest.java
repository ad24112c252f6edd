package dev.tidemark.cli.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.tidemark.cli.broker.EmbeddedBroker;
import dev.tidemark.cli.e2e.Http.Answer;
import dev.tidemark.cli.node.Node;
import dev.tidemark.registry.yaml.FeatureRepository;
import dev.tidemark.sdk.TidemarkClient;
import dev.tidemark.sdk.TidemarkException;
import dev.tidemark.sdk.TidemarkException.Kind;
import java.io.IOException;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.concurrent.locks.LockSupport;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.common.quota.ClientQuotaAlteration;
import org.apache.kafka.common.quota.ClientQuotaAlteration.Op;
import org.apache.kafka.common.quota.ClientQuotaEntity;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Pushes while the jobs lag, and while the broker is gone. */
class PushUnderStressTest {
  private static final String PUSH =
      """
      {"push_source_name": "orders", "df": {"customer": [7], "time": ["2022-05-13"]}}
      """;
  private @TempDir Path folder;
  private @TempDir Path data;
  private int port;
  private EmbeddedBroker broker;
  private Node node;
  private Http http;

  @BeforeEach
  void start() throws IOException {
    try (ServerSocket socket = new ServerSocket(0)) {
      port = socket.getLocalPort();
    }
    broker = EmbeddedBroker.start(data, port);
    new TestRepository(folder)
        .write(
            "tidemark.yaml",
            """
            project: stress
            kafka: {bootstrap.servers: "%s"}
            http: {port: 0}
            grpc: {port: 0}
            flight: {port: 0}
            state: {partitions: 1}
            push: {max_lag: 10}
            """
                .formatted(broker.bootstrapServers()))
        .write("shop.yaml", Shop.DEFINITIONS.formatted("stress"));
    node = Node.start(FeatureRepository.settings(folder)).announce();
    http = new Http(node.http());
    TestCommand.done(folder, "apply", "--yes");
    TestCommand.done(folder, "status", "--wait");
  }

  @AfterEach
  void stop() {
    node.close();
    broker.close();
  }

  /** What all readers together may read a second. */
  private void throttleReaders(@Nullable Double bytes) throws Exception {
    ClientQuotaEntity everybody =
        new ClientQuotaEntity(Collections.singletonMap(ClientQuotaEntity.CLIENT_ID, null));
    try (Admin admin =
        Admin.create(Map.of("bootstrap.servers", (Object) broker.bootstrapServers()))) {
      admin
          .alterClientQuotas(
              List.of(
                  new ClientQuotaAlteration(
                      everybody, List.of(new Op("consumer_byte_rate", bytes)))))
          .all()
          .get();
    }
  }

  private TidemarkException refusedOverGrpc() {
    try (TidemarkClient client = TidemarkClient.plaintext(node.grpc())) {
      Map<String, Object> event = Map.of("customer", 7L, "time", "2022-05-13");
      return catchThrowableOfType(
          TidemarkException.class, () -> client.publish("orders", List.of(event)));
    }
  }

  @Test
  void events_are_refused_while_too_many_wait_and_taken_afterwards() throws Exception {
    throttleReaders(100.0);
    int taken = 0;
    Answer answer = http.post("/push", PUSH);
    while (answer.status() == 200 && taken < 10_000) {
      taken++;
      answer = http.post("/push", PUSH);
    }
    assertThat(answer.status()).isEqualTo(429);
    assertThat(answer.body())
        .contains("of its events wait for their effect, and push.max_lag is 10; push again later");
    assertThat(refusedOverGrpc())
        .hasMessageEndingWith("and push.max_lag is 10; push again later")
        .returns(Kind.OVERLOADED, TidemarkException::kind);

    throttleReaders(null);
    while (answer.status() == 429) {
      LockSupport.parkNanos(Duration.ofMillis(100).toNanos());
      answer = http.post("/push", PUSH);
    }
    assertThat(answer.status()).isEqualTo(200);
    TestCommand.done(folder, "status", "--wait");
    assertThat(
            http.lookup(
                    "{\"features\": [\"orders_of_customer:orders\"], \"entities\": {\"customer\":"
                        + " [7]}}")
                .values("orders")
                .toString())
        .isEqualTo("[%d]".formatted(taken + 1));
  }

  @Test
  void a_broker_that_is_gone_is_told_within_seconds_and_used_when_it_is_back() {
    assertThat(http.post("/push", PUSH).status()).isEqualTo(200);
    broker.close();
    try {
      long start = System.nanoTime();
      Answer answer = http.post("/push", PUSH);
      assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(15));
      assertThat(answer.status()).isEqualTo(503);
      assertThat(answer.body())
          .contains("Cannot push: the broker does not answer; nothing was written; push again");
      assertThat(refusedOverGrpc())
          .hasMessage("Cannot push: the broker does not answer; nothing was written; push again")
          .returns(Kind.UNAVAILABLE, TidemarkException::kind);
    } finally {
      broker = EmbeddedBroker.start(data, port);
    }
    Answer answer = http.post("/push", PUSH);
    while (answer.status() == 503) {
      answer = http.post("/push", PUSH);
    }
    assertThat(answer.status()).isEqualTo(200);
    assertThat(Records.in(broker.bootstrapServers(), "stress.orders")).hasSize(2);
  }
}
