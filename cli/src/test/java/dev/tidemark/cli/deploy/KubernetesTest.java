package dev.tidemark.cli.deploy;

import static dev.tidemark.cli.deploy.DeployFiles.FOLDER;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.BeanDescription;
import com.fasterxml.jackson.databind.DeserializationConfig;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.deser.BeanDeserializerBuilder;
import com.fasterxml.jackson.databind.deser.BeanDeserializerModifier;
import com.fasterxml.jackson.databind.exc.UnrecognizedPropertyException;
import com.fasterxml.jackson.databind.module.SimpleModule;
import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.ContainerPort;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.Namespace;
import io.fabric8.kubernetes.api.model.Probe;
import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.api.model.ServicePort;
import io.fabric8.kubernetes.api.model.Volume;
import io.fabric8.kubernetes.api.model.VolumeMount;
import io.fabric8.kubernetes.api.model.apps.StatefulSet;
import io.fabric8.kubernetes.api.model.policy.v1.PodDisruptionBudget;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The manifests are Kubernetes' objects, field by field, and fit together. */
class KubernetesTest {
  private static final Map<String, Class<? extends HasMetadata>> KINDS =
      Map.of(
          "v1 Namespace", Namespace.class,
          "v1 ConfigMap", ConfigMap.class,
          "v1 Service", Service.class,
          "apps/v1 StatefulSet", StatefulSet.class,
          "policy/v1 PodDisruptionBudget", PodDisruptionBudget.class);
  private static final ObjectMapper STRICT = strict();

  private final Map<String, Object> kustomization =
      DeployFiles.yaml(FOLDER.resolve("kubernetes/kustomization.yaml")).getFirst();
  private final List<HasMetadata> objects = read();
  private final StatefulSet nodes = only(StatefulSet.class).getFirst();
  private final Container node = nodes.getSpec().getTemplate().getSpec().getContainers().getFirst();

  /** Kubernetes' classes keep fields that they do not know; this takes the keeping away. */
  private static ObjectMapper strict() {
    return new ObjectMapper()
        .registerModule(
            new SimpleModule()
                .setDeserializerModifier(
                    new BeanDeserializerModifier() {
                      @Override
                      public BeanDeserializerBuilder updateBuilder(
                          DeserializationConfig config,
                          BeanDescription bean,
                          BeanDeserializerBuilder builder) {
                        builder.setAnySetter(null);
                        return builder;
                      }
                    }));
  }

  private List<HasMetadata> read() {
    List<HasMetadata> read = new ArrayList<>();
    for (String file : DeployFiles.texts(kustomization.get("resources"))) {
      for (Map<String, Object> document : DeployFiles.yaml(FOLDER.resolve("kubernetes/" + file))) {
        String kind = document.get("apiVersion") + " " + document.get("kind");
        assertThat(KINDS).containsKey(kind);
        read.add(STRICT.convertValue(document, KINDS.get(kind)));
      }
    }
    return read;
  }

  private <T> List<T> only(Class<T> kind) {
    return objects.stream().filter(kind::isInstance).map(kind::cast).toList();
  }

  @Test
  void every_field_is_one_of_kubernetes() {
    assertThat(objects).hasSize(6);
    assertThatThrownBy(() ->
            STRICT.readValue(
                "{\"spec\": {\"template\": {\"spec\": {\"volume\": []}}}}", StatefulSet.class))
        .isInstanceOf(UnrecognizedPropertyException.class);
    assertThat(kustomization)
        .containsOnlyKeys("apiVersion", "kind", "namespace", "resources", "images");
    assertThat(DeployFiles.list(kustomization.get("images")))
        .extracting(image -> DeployFiles.at(image, "name"))
        .containsExactly(node.getImage());
    assertThat(only(Namespace.class).getFirst().getMetadata().getName())
        .isEqualTo(kustomization.get("namespace"));
  }

  @Test
  void services_budget_and_set_choose_the_same_pods() {
    Map<String, String> labels = nodes.getSpec().getTemplate().getMetadata().getLabels();
    assertThat(nodes.getSpec().getSelector().getMatchLabels()).isEqualTo(labels);
    assertThat(only(Service.class))
        .allSatisfy(service -> assertThat(service.getSpec().getSelector()).isEqualTo(labels));
    PodDisruptionBudget budget = only(PodDisruptionBudget.class).getFirst();
    assertThat(budget.getSpec().getSelector().getMatchLabels()).isEqualTo(labels);
    assertThat(budget.getSpec().getMaxUnavailable().getIntVal()).isEqualTo(1);

    Service headless =
        only(Service.class).stream()
            .filter(service -> "None".equals(service.getSpec().getClusterIP()))
            .findFirst()
            .orElseThrow();
    assertThat(headless.getMetadata().getName()).isEqualTo(nodes.getSpec().getServiceName());
    assertThat(node.getEnv())
        .anySatisfy(variable -> {
          assertThat(variable.getName()).isEqualTo("NODE_HOST");
          assertThat(variable.getValue())
              .isEqualTo("$(POD_NAME).%s.$(POD_NAMESPACE).svc", headless.getMetadata().getName());
        });
  }

  @Test
  void ports_and_volumes_are_named_where_they_are_used() {
    List<String> names = node.getPorts().stream().map(ContainerPort::getName).toList();
    assertThat(node.getPorts())
        .extracting(ContainerPort::getContainerPort)
        .containsExactlyInAnyOrderElementsOf(Dockerfile.read().ports());
    for (Service service : only(Service.class)) {
      for (ServicePort port : service.getSpec().getPorts()) {
        assertThat(names).contains(port.getTargetPort().getStrVal());
      }
    }
    List<String> volumes =
        Stream.concat(
                nodes.getSpec().getTemplate().getSpec().getVolumes().stream().map(Volume::getName),
                nodes.getSpec().getVolumeClaimTemplates().stream()
                    .map(claim -> claim.getMetadata().getName()))
            .toList();
    assertThat(node.getVolumeMounts())
        .extracting(VolumeMount::getName)
        .containsExactlyInAnyOrderElementsOf(volumes);
    assertThat(node.getVolumeMounts())
        .extracting(VolumeMount::getMountPath)
        .containsAll(Dockerfile.read().volumes());
  }

  @Test
  void probes_ask_what_a_node_answers() {
    assertThat(List.of(node.getStartupProbe(), node.getLivenessProbe()))
        .extracting(KubernetesTest::asked)
        .containsOnly("http /health/live");
    assertThat(asked(node.getReadinessProbe())).isEqualTo("http /health");
  }

  private static String asked(Probe probe) {
    return probe.getHttpGet().getPort().getStrVal() + " " + probe.getHttpGet().getPath();
  }

  @Test
  void nodes_run_as_the_image_s_user_and_stop_in_time() {
    var pod = nodes.getSpec().getTemplate().getSpec();
    assertThat(pod.getSecurityContext().getRunAsNonRoot()).isTrue();
    assertThat(
            pod.getSecurityContext().getRunAsUser()
                + ":"
                + pod.getSecurityContext().getRunAsGroup())
        .isEqualTo(Dockerfile.read().user());
    long before = node.getLifecycle().getPreStop().getSleep().getSeconds();
    assertThat(pod.getTerminationGracePeriodSeconds()).isGreaterThanOrEqualTo(before + 60);
  }
}
