package dev.tidemark.cli.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tidemark.cli.node.Node;
import dev.tidemark.registry.yaml.FeatureRepository;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;

/** A node that does not fold, beside one that does. */
final class QueryNode {
  private QueryNode() {}

  /** One that is about to answer. */
  static Node start(TestRepository beside, Path folder) throws IOException {
    TestRepository repository =
        new TestRepository(folder)
            .write(
                "tidemark.yaml",
                Files.readString(beside.path("tidemark.yaml")) + "node: {roles: history}\n")
            .write("shop.yaml", Files.readString(beside.path("shop.yaml")));
    return Node.start(FeatureRepository.settings(repository.folder())).announce();
  }

  /** What it measures once it has been asked. */
  static Prometheus measured(TestRepository beside, Path folder, String lookup) throws Exception {
    try (Node node = start(beside, folder)) {
      Http http = new Http(node.http());
      Instant end = Instant.now().plusSeconds(30);
      while (http.get("/health").status() != 200) {
        assertThat(Instant.now()).isBefore(end);
        Thread.sleep(100);
      }
      assertThat(http.lookup(lookup).status()).isEqualTo(200);
      return Prometheus.scrape(node);
    }
  }
}
