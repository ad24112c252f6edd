package dev.tidemark.cli.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.tidemark.cli.cluster.Cluster;
import dev.tidemark.cli.cluster.SharedCluster;
import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** What {@code plan} prints for programs, and what it returns. */
@ExtendWith(SharedCluster.class)
class PlanCommandTest {

  @Test
  void the_document_and_the_exit_code_say_whether_something_would_change(
      Cluster cluster, @TempDir Path folder) throws IOException {
    String definitions = Shop.DEFINITIONS.formatted("planned");
    TestRepository repository =
        TestRepository.on(cluster, folder, "planned").write("shop.yaml", definitions);
    TestCommand first = plan(folder);
    assertThat(first.exitCode()).isEqualTo(3);
    assertThat(first.err()).isEmpty();
    assertThat(json(first).path("deployed_version").asInt()).isZero();
    TestCommand.done(folder, "apply", "--yes");

    TestCommand same = plan(folder);
    assertThat(same.exitCode()).isZero();
    assertThat(json(same).path("empty").asBoolean()).isTrue();
    assertThat(json(same).path("deployed_version").asInt()).isEqualTo(1);

    repository.write("shop.yaml", definitions.replace("window: 1h", "window: 2h"));
    TestCommand changed = plan(folder);
    assertThat(changed.exitCode()).isEqualTo(3);
    assertThat(json(changed).path("changes"))
        .extracting(change -> change.path("name").asText())
        .containsExactly("orders_of_customer", "orders_of_customer:orders_1h");
    assertThat(TestCommand.done(folder, "plan", "--json").out()).isEqualTo(changed.out());
  }

  @Test
  void wrong_definitions_give_no_document(@TempDir Path folder) {
    TestRepository.embedded(folder, "wrong").write("shop.yaml", "kind: Entity\n");
    TestCommand plan = plan(folder);
    assertThat(plan.exitCode()).isEqualTo(2);
    assertThat(plan.out()).isEmpty();
    assertThat(plan.err()).contains("shop.yaml");
  }

  @Test
  void without_a_server_the_plan_fails(@TempDir Path folder) {
    TestRepository.embedded(folder, "idle").write("shop.yaml", Shop.DEFINITIONS.formatted("idle"));
    TestCommand plan = plan(folder);
    assertThat(plan.exitCode()).isEqualTo(1);
    assertThat(plan.out()).isEmpty();
  }

  private static TestCommand plan(Path folder) {
    return TestCommand.run(folder, "plan", "--json", "--detailed-exitcode");
  }

  private static JsonNode json(TestCommand command) throws IOException {
    return new ObjectMapper().readTree(command.out());
  }
}
