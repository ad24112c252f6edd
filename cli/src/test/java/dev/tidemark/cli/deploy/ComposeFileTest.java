package dev.tidemark.cli.deploy;

import static dev.tidemark.cli.deploy.DeployFiles.FOLDER;
import static dev.tidemark.cli.deploy.DeployFiles.at;
import static dev.tidemark.cli.deploy.DeployFiles.map;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.dialect.Dialects;
import dev.tidemark.cli.deploy.ComposeFile.Service;
import java.io.InputStream;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Properties;
import java.util.Set;
import java.util.stream.Collectors;
import kafka.server.KafkaConfig;
import org.apache.kafka.server.config.AbstractKafkaConfig;
import org.junit.jupiter.api.Test;

/** What can be known of {@code docker-compose.yml} without Docker. */
class ComposeFileTest {
  private static final ObjectMapper JSON = new ObjectMapper();
  private final ComposeFile compose = ComposeFile.read();

  /** The Compose Specification's own schema, which is under the Apache License 2.0, too. */
  private static JsonNode schema() throws Exception {
    try (InputStream file = ComposeFileTest.class.getResourceAsStream("compose-spec.json")) {
      ObjectNode schema = (ObjectNode) JSON.readTree(file);
      // Would be looked for in the Internet; and this dialect has no deprecated
      schema.remove(List.of("$schema", "$id"));
      schema
          .findParents("deprecated")
          .forEach(described -> {
            if (described.path("deprecated").isBoolean()) {
              ((ObjectNode) described).remove("deprecated");
            }
          });
      return schema;
    }
  }

  @Test
  void it_is_of_the_specification() throws Exception {
    var schema = SchemaRegistry.withDialect(Dialects.getDraft7()).getSchema(schema());
    assertThat(schema.validate(JSON.valueToTree(compose.root()))).isEmpty();
    map(compose.services().get("node-1")).put("comand", List.of());
    assertThat(schema.validate(JSON.valueToTree(compose.root()))).isNotEmpty();
  }

  @Test
  void what_it_mounts_and_waits_for_is_there() {
    Set<String> volumes = map(compose.root().get("volumes")).keySet();
    for (String name : compose.services().keySet()) {
      for (String mounted : compose.service(name).mounts().values()) {
        if (mounted.startsWith(".")) {
          assertThat(FOLDER.resolve(mounted)).exists();
        } else {
          assertThat(volumes).contains(mounted);
        }
      }
      if (at(compose.services().get(name), "depends_on") instanceof Map<?, ?> others) {
        others.forEach((other, how) -> {
          boolean healthy = at(how, "condition").equals("service_healthy");
          assertThat(map(compose.services().get(other)).containsKey("healthcheck"))
              .as("%s waits for %s", name, other)
              .isEqualTo(healthy);
        });
      }
    }
    assertThat(map(at(compose.services().get("node-1"), "build")))
        .containsEntry("dockerfile", "deploy/Dockerfile");
  }

  @Test
  void no_port_is_open_to_other_machines_or_used_twice() {
    List<String> ports =
        compose.services().values().stream()
            .flatMap(service -> DeployFiles.texts(at(service, "ports")).stream())
            .toList();
    assertThat(ports).isNotEmpty().allMatch(port -> port.startsWith("127.0.0.1:"));
    assertThat(ports.stream().map(port -> port.split(":")[1])).doesNotHaveDuplicates();
  }

  @Test
  void kafka_takes_the_brokers_settings() {
    List<Service> brokers = compose.of("apache/kafka:4.3.1");
    assertThat(brokers).hasSize(3);
    Set<String> known = AbstractKafkaConfig.CONFIG_DEF.names();
    for (Service broker : brokers) {
      Map<String, String> settings = kafka(broker);
      assertThat(known).containsAll(settings.keySet());
      KafkaConfig config = KafkaConfig.fromProps(properties(settings));
      String voter = config.nodeId() + "@" + broker.name() + ":9093";
      assertThat(settings.get("controller.quorum.voters").split(",")).contains(voter).hasSize(3);
      assertThat(config.defaultReplicationFactor()).isGreaterThan(config.minInSyncReplicas());
      assertThat(broker.mounts()).containsKey(settings.get("log.dirs"));
      assertThat(settings.get("advertised.listeners").split(","))
          .containsExactly(
              "INSIDE://" + broker.name() + ":9092",
              "OUTSIDE://localhost:" + broker.hostPorts().get(19092));
    }
    assertThat(brokers)
        .extracting(broker -> broker.environment().get("CLUSTER_ID"))
        .containsOnly(brokers.getFirst().environment().get("CLUSTER_ID"));
    String servers =
        brokers.stream().map(broker -> broker.name() + ":9092").collect(Collectors.joining(","));
    assertThat(compose.nodes())
        .allSatisfy(node ->
            assertThat(node.environment()).containsEntry("KAFKA_BOOTSTRAP_SERVERS", servers));
  }

  @Test
  void nodes_differ_in_name_state_and_ports_alone() {
    List<Service> nodes = compose.nodes();
    assertThat(nodes).hasSize(3);
    for (Service node : nodes) {
      assertThat(at(compose.services().get(node.name()), "hostname")).isEqualTo(node.name());
      assertThat(node.mounts()).containsEntry("/var/lib/tidemark", node.name());
      assertThat(node.environment()).containsEntry("NODE_HOST", node.name());
      assertThat(node.hostPorts()).containsOnlyKeys(6566, 6567, 8815);
      Map<String, String> others = new HashMap<>(node.environment());
      others.put("NODE_HOST", nodes.getFirst().name());
      assertThat(others).isEqualTo(nodes.getFirst().environment());
    }
  }

  @Test
  void nodes_have_the_keys_of_storage_and_catalog() {
    Map<String, String> node = compose.nodes().getFirst().environment();
    Service storage = compose.service("storage");
    assertThat(storage.environment())
        .containsEntry("S3PROXY_IDENTITY", node.get("S3_KEY"))
        .containsEntry("S3PROXY_CREDENTIAL", node.get("S3_SECRET"));
    String bucket = node.get("WAREHOUSE").split("/")[2];
    assertThat(storage.mounts())
        .containsKey(storage.environment().get("JCLOUDS_FILESYSTEM_BASEDIR") + "/" + bucket);
    assertThat(node).containsEntry("S3_ENDPOINT", "http://storage:80");
    assertThat(compose.service("catalog").environment())
        .containsEntry("POSTGRES_USER", node.get("CATALOG_USER"))
        .containsEntry("POSTGRES_PASSWORD", node.get("CATALOG_PASSWORD"));
    assertThat(node)
        .containsEntry(
            "CATALOG_URI",
            "jdbc:postgresql://catalog:5432/"
                + compose.service("catalog").environment().get("POSTGRES_DB"));
  }

  @Test
  void prometheus_and_grafana_find_what_they_are_told_of() {
    Service prometheus = compose.service("prometheus");
    Map<String, Object> scraping = mounted(prometheus, "/etc/prometheus/prometheus.yml");
    assertThat(scraping).containsOnlyKeys("scrape_configs", "rule_files");
    Object job = DeployFiles.list(scraping.get("scrape_configs")).getFirst();
    // The name is in an alert
    assertThat(at(job, "job_name")).isEqualTo("tidemark");
    Object targets = DeployFiles.list(at(job, "static_configs")).getFirst();
    assertThat(DeployFiles.texts(at(targets, "targets")))
        .isEqualTo(compose.nodes().stream().map(node -> node.name() + ":6566").toList());
    for (String rules : DeployFiles.texts(scraping.get("rule_files"))) {
      assertThat(mounted(prometheus, "/etc/prometheus/" + rules)).containsKey("groups");
    }

    Service grafana = compose.service("grafana");
    Object source =
        DeployFiles.list(
                mounted(grafana, "/etc/grafana/provisioning/datasources/tidemark.yaml")
                    .get("datasources"))
            .getFirst();
    assertThat(map(source))
        .containsEntry("type", "prometheus")
        .containsEntry("url", "http://prometheus:9090");
    Object provider =
        DeployFiles.list(
                mounted(grafana, "/etc/grafana/provisioning/dashboards/tidemark.yaml")
                    .get("providers"))
            .getFirst();
    String home = grafana.environment().get("GF_DASHBOARDS_DEFAULT_HOME_DASHBOARD_PATH");
    assertThat(home).startsWith(at(provider, "options", "path") + "/");
    assertThat(grafana.mounts()).containsEntry(home, "../docs/grafana/tidemark.json");
  }

  private static Map<String, Object> mounted(Service service, String path) {
    assertThat(service.mounts()).containsKey(path);
    return DeployFiles.yaml(FOLDER.resolve(service.mounts().get(path))).getFirst();
  }

  /** The broker's settings, as the image makes them of its environment. */
  private static Map<String, String> kafka(Service broker) {
    return broker.environment().entrySet().stream()
        .filter(variable -> variable.getKey().startsWith("KAFKA_"))
        .collect(
            Collectors.toMap(
                variable ->
                    variable
                        .getKey()
                        .substring("KAFKA_".length())
                        .toLowerCase(Locale.ROOT)
                        .replace('_', '.'),
                Map.Entry::getValue));
  }

  private static Properties properties(Map<String, String> settings) {
    Properties properties = new Properties();
    properties.putAll(settings);
    return properties;
  }
}
