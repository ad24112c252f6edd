package dev.tidemark.cli.export;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.tidemark.cli.console.CommandException;
import dev.tidemark.offline.Manifest;
import java.net.URI;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;

/** Logs a training set as the input of an MLflow run, over its server's REST API (2.4 or newer). */
public final class MlflowRun {
  private static final String DEFAULT_EXPERIMENT = "0";
  private final MlflowApi api;
  private final MlflowServer server;
  private final Environment environment;

  private MlflowRun(MlflowApi api, MlflowServer server, Environment environment) {
    this.api = api;
    this.server = server;
    this.environment = environment;
  }

  /**
   * Fails if that is no URL of a server: to be asked before a training set is cut.
   *
   * @throws CommandException so
   */
  public static void check(URI server) {
    MlflowServer.of(server, new Environment(Map.of()));
  }

  /**
   * Logs it to the run that {@code MLFLOW_RUN_ID} names, which is left open. Without that, to a new
   * run, which is finished, in the experiment that {@code MLFLOW_EXPERIMENT_ID} or {@code
   * MLFLOW_EXPERIMENT_NAME} names, or else the default one; as MLflow's own client does, makes an
   * experiment of that name when there is none.
   *
   * @param manifest of the training set
   * @param out the training set, beside its manifest
   * @param environment also holds {@code MLFLOW_TRACKING_USERNAME} and {@code _PASSWORD}, or {@code
   *     MLFLOW_TRACKING_TOKEN}
   * @throws CommandException when it is not logged; the training set stays as it is
   */
  public static LoggedInput log(
      URI server, Manifest manifest, Path out, Map<String, String> environment) {
    return log(server, manifest, out, environment, Patience.DEFAULT);
  }

  static LoggedInput log(
      URI uri, Manifest manifest, Path out, Map<String, String> variables, Patience patience) {
    Environment environment = new Environment(variables);
    MlflowServer server = MlflowServer.of(uri, environment);
    try (MlflowApi api = new MlflowApi(server, patience)) {
      return new MlflowRun(api, server, environment)
          .log(manifest, MlflowDataset.of(manifest, out, MlflowDataset.Limits.OF_MLFLOW));
    } catch (MlflowException e) {
      throw CommandException.failed(
          "Cannot log to MLflow at %s: %s. The training set %s is written and stays"
              .formatted(server, e.getMessage(), out));
    }
  }

  private LoggedInput log(Manifest manifest, MlflowDataset dataset) {
    Optional<String> given = environment.get("MLFLOW_RUN_ID");
    if (given.isPresent()) {
      JsonNode run = find(given.get());
      logInput(runId(run), manifest, dataset);
      return logged(run, dataset, false);
    }
    JsonNode run = create(manifest, dataset);
    try {
      logInput(runId(run), manifest, dataset);
    } catch (MlflowException e) {
      try {
        finish(run, "FAILED");
      } catch (MlflowException alsoThis) {
        e.addSuppressed(alsoThis);
      }
      throw e;
    }
    finish(run, "FINISHED");
    return logged(run, dataset, true);
  }

  private JsonNode find(String id) {
    try {
      JsonNode run = info(api.get("runs/get", "run_id", id));
      if (run.path("lifecycle_stage").asText().equals("deleted")) {
        throw new MlflowException(
            "run %s is deleted; restore it, or unset MLFLOW_RUN_ID".formatted(id));
      }
      return run;
    } catch (MlflowException e) {
      throw e.missing()
          ? new MlflowException("it has no run %s; correct or unset MLFLOW_RUN_ID".formatted(id))
          : e;
    }
  }

  private JsonNode create(Manifest manifest, MlflowDataset dataset) {
    ObjectNode request =
        object()
            .put("experiment_id", experiment())
            .put("run_name", "export " + dataset.name())
            .put("start_time", System.currentTimeMillis());
    request.set("tags", MlflowTags.ofRun(manifest, environment));
    return info(api.postOnce("runs/create", request));
  }

  private String experiment() {
    return environment
        .get("MLFLOW_EXPERIMENT_ID")
        .or(() -> environment.get("MLFLOW_EXPERIMENT_NAME").map(this::experimentNamed))
        .orElse(DEFAULT_EXPERIMENT);
  }

  private String experimentNamed(String name) {
    try {
      JsonNode found = api.get("experiments/get-by-name", "experiment_name", name);
      return required(found.path("experiment"), "experiment_id");
    } catch (MlflowException e) {
      if (!e.missing()) {
        throw e;
      }
      return required(
          api.postOnce("experiments/create", object().put("name", name)), "experiment_id");
    }
  }

  private void logInput(String runId, Manifest manifest, MlflowDataset dataset) {
    ObjectNode request = object().put("run_id", runId);
    ObjectNode input = request.putArray("datasets").addObject();
    input.set("tags", MlflowTags.ofInput(manifest));
    input.set("dataset", dataset.json());
    // Logged twice, MLflow keeps it once: an input is known by name and digest
    api.post("runs/log-inputs", request);
  }

  private void finish(JsonNode run, String status) {
    api.post(
        "runs/update",
        object()
            .put("run_id", runId(run))
            .put("status", status)
            .put("end_time", System.currentTimeMillis()));
  }

  private LoggedInput logged(JsonNode run, MlflowDataset dataset, boolean created) {
    String experiment = required(run, "experiment_id");
    String page = "%s/#/experiments/%s/runs/%s".formatted(server, experiment, runId(run));
    return new LoggedInput(runId(run), experiment, dataset.name(), dataset.digest(), created, page);
  }

  private static JsonNode info(JsonNode answer) {
    return answer.path("run").path("info");
  }

  private static String runId(JsonNode run) {
    return required(run, "run_id");
  }

  private static String required(JsonNode object, String field) {
    String value = object.path(field).asText();
    if (value.isEmpty()) {
      throw new MlflowException("its answer has no %s; correct the URL".formatted(field));
    }
    return value;
  }

  private static ObjectNode object() {
    return JsonNodeFactory.instance.objectNode();
  }
}
