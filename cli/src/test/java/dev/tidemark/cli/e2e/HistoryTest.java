package dev.tidemark.cli.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.tidemark.cli.cluster.Cluster;
import dev.tidemark.cli.cluster.SharedCluster;
import dev.tidemark.registry.deployment.Version;
import dev.tidemark.registry.kafka.RegistryTopic;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** What was deployed, and the way back to it. */
@ExtendWith(SharedCluster.class)
class HistoryTest {
  private static final ObjectMapper MAPPER = new ObjectMapper();

  private static String definitions(String project) {
    return Shop.DEFINITIONS.formatted(project);
  }

  /** Without the service, which is the last document. */
  private static String shorter(String project) {
    String all = definitions(project);
    return all.substring(0, all.lastIndexOf("---"));
  }

  private static Version current(Cluster cluster, String project) {
    try (RegistryTopic registry =
        new RegistryTopic(Map.of("bootstrap.servers", cluster.bootstrapServers()), project)) {
      return registry.current().orElseThrow();
    }
  }

  @Test
  void what_left_git_leaves_the_deployment(Cluster cluster, @TempDir Path folder) {
    TestRepository repository =
        TestRepository.on(cluster, folder, "left").write("shop.yaml", definitions("left"));
    TestCommand.done(folder, "apply", "--yes");
    repository.write("shop.yaml", shorter("left"));
    assertThat(TestCommand.done(folder, "apply", "--yes", "--allow-breaking").out())
        .contains("- feature service");
    assertThat(current(cluster, "left").definitions().services()).isEmpty();
  }

  @Test
  void history_lists_what_was_deployed_and_what_it_changed(Cluster cluster, @TempDir Path folder)
      throws IOException {
    TestRepository repository = TestRepository.on(cluster, folder, "told");
    assertThat(TestCommand.done(folder, "history").err()).contains("Nothing was deployed yet.");
    repository.write("shop.yaml", definitions("told"));
    TestCommand.done(folder, "apply", "--yes");
    repository.write("shop.yaml", shorter("told").replace("orders_1h", "orders_in_1h"));
    TestCommand.done(folder, "apply", "--yes", "--allow-breaking");
    TestCommand.done(folder, "apply", "--yes", "--version", "1");

    assertThat(TestCommand.done(folder, "history").out().lines())
        .satisfiesExactly(
            line -> assertThat(line).startsWith("VERSION"),
            line -> assertThat(line).matches("3 .* 1 added, 1 changed +current, restores 1"),
            line -> assertThat(line).startsWith("2 ").endsWith("1 changed, 1 removed"),
            line -> assertThat(line).startsWith("1 ").endsWith("4 added"));
    JsonNode json =
        MAPPER.readTree(TestCommand.done(folder, "history", "--json", "--limit", "2").out());
    assertThat(json).hasSize(2);
    assertThat(json.get(0).get("version").asInt()).isEqualTo(3);
    assertThat(json.get(0).get("current").asBoolean()).isTrue();
    assertThat(json.get(0).get("restores").asInt()).isEqualTo(1);
    assertThat(json.get(1).get("objects").get("removed").asInt()).isEqualTo(1);
    assertThat(json.get(1).get("restores").isNull()).isTrue();
    assertThat(TestCommand.run(folder, "history", "--limit", "0").exitCode()).isEqualTo(2);
  }

  @Test
  void one_goes_back_to_a_version_and_forward_again(Cluster cluster, @TempDir Path folder)
      throws IOException {
    TestRepository repository =
        TestRepository.on(cluster, folder, "back").write("shop.yaml", definitions("back"));
    TestCommand.done(folder, "apply", "--yes");
    Version first = current(cluster, "back");
    repository.write("shop.yaml", shorter("back"));
    TestCommand.done(folder, "apply", "--yes", "--allow-breaking");
    Version second = current(cluster, "back");

    Files.writeString(folder.resolve("shop.yaml"), "no definitions: [");
    assertThat(TestCommand.done(folder, "apply", "--yes", "--version", "1").out())
        .contains("+ feature service", "Applied version 3", "restores 1");
    assertThat(current(cluster, "back").definitions()).isEqualTo(first.definitions());
    assertThat(current(cluster, "back").origin().hash()).isEqualTo(first.origin().hash());
    assertThat(
            TestCommand.done(folder, "apply", "--yes", "--allow-breaking", "--version", "2").out())
        .contains("Applied version 4");
    assertThat(current(cluster, "back").definitions()).isEqualTo(second.definitions());
    assertThat(TestCommand.done(folder, "apply", "--yes", "--version", "4").out())
        .isEqualTo("No changes.\n");

    TestCommand unknown = TestCommand.run(folder, "apply", "--yes", "--version", "9");
    assertThat(unknown.exitCode()).isEqualTo(2);
    assertThat(unknown.err())
        .isEqualTo(
            "Cannot go back to version 9: there are versions 1 to 4, and tidemark history lists"
                + " them\n");
  }

  @Test
  void going_back_is_refused_when_it_breaks(Cluster cluster, @TempDir Path folder) {
    TestRepository repository =
        TestRepository.on(cluster, folder, "barred").write("shop.yaml", definitions("barred"));
    TestCommand.done(folder, "apply", "--yes");
    repository.write(
        "shop.yaml",
        definitions("barred").replace("{name: price, type: DOUBLE}", "{name: price, type: INT64}"));
    TestCommand.done(folder, "apply", "--yes", "--allow-breaking");
    TestCommand refused = TestCommand.run(folder, "apply", "--yes", "--version", "1");
    assertThat(refused.exitCode()).isEqualTo(1);
    assertThat(refused.err())
        .isEqualTo(
            "Cannot apply version 3: the change is breaking (above); --allow-breaking applies it"
                + " nevertheless\n");
    TestCommand.done(folder, "apply", "--yes", "--version", "1", "--allow-breaking");
    assertThat(current(cluster, "barred").number()).isEqualTo(3);
  }

  @Test
  void machines_read_what_apply_did(Cluster cluster, @TempDir Path folder) throws IOException {
    TestRepository.on(cluster, folder, "machine").write("shop.yaml", definitions("machine"));
    TestCommand apply = TestCommand.done(folder, "apply", "--yes", "--json");
    String hash = current(cluster, "machine").origin().hash();
    assertThat(apply.out())
        .isEqualTo("{\"version\":1,\"hash\":\"%s\",\"changed\":true}\n".formatted(hash));
    assertThat(apply.err()).contains("Applied version 1");
    assertThat(TestCommand.done(folder, "apply", "--yes", "--json").out())
        .isEqualTo("{\"version\":1,\"hash\":\"%s\",\"changed\":false}\n".formatted(hash));
  }
}
