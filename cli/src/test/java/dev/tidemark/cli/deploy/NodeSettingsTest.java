package dev.tidemark.cli.deploy;

import static dev.tidemark.cli.deploy.DeployFiles.FOLDER;
import static org.assertj.core.api.Assertions.assertThat;

import dev.tidemark.cli.command.Commands;
import dev.tidemark.cli.console.Console;
import dev.tidemark.registry.definition.Settings;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** Nodes understand the commands and the environment that each way of deploying gives them. */
class NodeSettingsTest {
  private static final Path PAGE = DeployFiles.REPOSITORY.resolve("docs/how-to/deploy.md");
  private static final Pattern SECRET = Pattern.compile("--from-literal=(\\w+)=");

  private static void assertOneOfSeveral(Settings settings, String brokers) {
    assertThat(settings.project()).isEqualTo("shop");
    assertThat(settings.kafka()).containsEntry("bootstrap.servers", brokers);
    assertThat(settings.state().directory()).isEqualTo(Path.of("/var/lib/tidemark"));
    assertThat(settings.history().warehouse()).isEqualTo("s3://lake/history");
    assertThat(settings.history().catalog().type()).isEqualTo("jdbc");
    assertThat(settings.history().catalog().properties())
        .containsKeys("uri", "jdbc.user", "jdbc.password", "s3.access-key-id", "s3.endpoint");
  }

  private static void assertCommand(List<String> words) {
    List<String> help = new ArrayList<>(words);
    help.add("--help");
    StringWriter out = new StringWriter();
    Console console = new Console(new PrintWriter(out, true), new PrintWriter(out, true), false);
    assertThat(Commands.execute(console, Map.of(), help.toArray(String[]::new)))
        .as(out.toString())
        .isZero();
  }

  @Test
  void in_compose() {
    for (ComposeFile.Service node : ComposeFile.read().nodes()) {
      assertCommand(node.command());
      assertOneOfSeveral(
          NodeSettings.read(node.environment()), "kafka-1:9092,kafka-2:9092,kafka-3:9092");
    }
  }

  @Test
  void in_kubernetes() {
    Object container =
        DeployFiles.list(
                DeployFiles.at(
                    DeployFiles.yaml(FOLDER.resolve("kubernetes/statefulset.yaml")).getFirst(),
                    "spec",
                    "template",
                    "spec",
                    "containers"))
            .getFirst();
    assertCommand(DeployFiles.texts(DeployFiles.at(container, "args")));
    Map<String, String> environment = new HashMap<>();
    DeployFiles.map(
            DeployFiles.yaml(FOLDER.resolve("kubernetes/configmap.yaml")).getFirst().get("data"))
        .forEach((name, value) -> environment.put(name, String.valueOf(value)));
    for (Object variable : DeployFiles.list(DeployFiles.at(container, "env"))) {
      environment.put(
          String.valueOf(DeployFiles.at(variable, "name")),
          String.valueOf(DeployFiles.at(variable, "value")));
    }
    // What the page puts into the Secret
    SECRET
        .matcher(DeployFiles.text(PAGE))
        .results()
        .forEach(name -> assertThat(environment.put(name.group(1), "secret")).isNull());
    assertOneOfSeveral(NodeSettings.read(environment), "kafka-bootstrap.kafka:9092");
  }

  @Test
  void under_systemd() {
    Map<String, String> unit = SystemdUnit.read().service();
    List<String> command = List.of(unit.get("ExecStart").split(" "));
    assertThat(command.getFirst()).isEqualTo("/opt/tidemark/bin/tidemark");
    assertCommand(command.subList(1, command.size()));
    assertThat(unit).containsEntry("EnvironmentFile", "/etc/tidemark/environment");
    Map<String, String> environment =
        DeployFiles.environment(FOLDER.resolve("systemd/environment"));
    // As systemd does
    environment.put("STATE_DIRECTORY", "/var/lib/" + unit.get("StateDirectory"));
    assertOneOfSeveral(NodeSettings.read(environment), "broker-1:9092,broker-2:9092,broker-3:9092");
  }

  @Test
  void nothing_is_set_that_nobody_reads() {
    TreeSet<String> read =
        new TreeSet<>(List.of("TIDEMARK_JAVA_OPTS", "POD_NAME", "POD_NAMESPACE"));
    Pattern.compile("\\$\\{(\\w+)")
        .matcher(DeployFiles.text(FOLDER.resolve("tidemark.yaml")))
        .results()
        .forEach(variable -> read.add(variable.group(1)));
    assertThat(read)
        .containsAll(ComposeFile.read().nodes().getFirst().environment().keySet())
        .containsAll(DeployFiles.environment(FOLDER.resolve("systemd/environment")).keySet())
        .containsAll(
            DeployFiles.map(
                    DeployFiles.yaml(FOLDER.resolve("kubernetes/configmap.yaml"))
                        .getFirst()
                        .get("data"))
                .keySet());
  }
}
