package dev.tidemark.cli.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import dev.tidemark.cli.cluster.Cluster;
import dev.tidemark.cli.cluster.SharedCluster;
import dev.tidemark.cli.node.Node;
import dev.tidemark.registry.yaml.FeatureRepository;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** A node sends traces where its settings say. */
@ExtendWith(SharedCluster.class)
class TracingTest {
  @Test
  void a_node_that_is_closed_has_sent_the_traces_of_its_lookups(
      Cluster cluster, @TempDir Path folder) throws Exception {
    List<String> received = new CopyOnWriteArrayList<>();
    HttpServer receiver =
        HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    receiver.createContext(
        "/v1/traces",
        exchange -> {
          received.add(
              new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.ISO_8859_1));
          exchange.sendResponseHeaders(200, -1);
          exchange.close();
        });
    receiver.start();
    TestRepository.on(cluster, folder, "traced");
    Files.writeString(
        folder.resolve("tidemark.yaml"),
        "tracing: {endpoint: \"http://localhost:%d\", sample: 1}\n"
            .formatted(receiver.getAddress().getPort()),
        StandardOpenOption.APPEND);
    try (Node node = Node.start(FeatureRepository.settings(folder))) {
      int status =
          new Http(node.http())
              .lookup("{\"features\": [\"a:b\"], \"entities\": {\"a\": [1]}}")
              .status();
      assertThat(status).as("nothing is deployed").isEqualTo(503);
    } finally {
      receiver.stop(0);
    }

    assertThat(received).hasSize(1);
    assertThat(received.getFirst()).contains("traced", "POST /get-online-features");
  }
}
