package dev.tidemark.cli.export;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** MLflow is not run here: the other side is {@link FakeMlflow}. */
@Timeout(60)
class MlflowRunTest {
  private final FakeMlflow mlflow;
  private final Logging training;

  MlflowRunTest() throws IOException {
    mlflow = new FakeMlflow();
    training = new Logging(mlflow);
  }

  @AfterEach
  void stop() {
    mlflow.close();
  }

  @Test
  void a_run_is_made_and_finished() {
    assertThat(training.log(Map.of("USER", "ada")))
        .isEqualTo(
            new LoggedInput(
                "run0",
                "0",
                "train größe.parquet",
                Manifests.SHA256.substring(0, 36),
                true,
                mlflow.uri() + "#/experiments/0/runs/run0"));
    assertThat(mlflow.calls)
        .containsExactly(
            "POST runs/create 200", "POST runs/log-inputs 200", "POST runs/update 200");
    assertThat(mlflow.runs.get("run0").get("status").asText()).isEqualTo("FINISHED");
    JsonNode run = mlflow.posted.get("runs/create");
    assertThat(run.path("run_name").asText()).isEqualTo("export train größe.parquet");
    assertThat(run.path("tags").toString())
        .contains("{\"key\":\"mlflow.user\",\"value\":\"ada\"}")
        .contains("{\"key\":\"mlflow.source.git.commit\",\"value\":\"" + Manifests.COMMIT + "\"}");
  }

  @Test
  void the_input_says_what_the_training_set_is() {
    training.log(Map.of());
    JsonNode input = mlflow.posted.get("runs/log-inputs").path("datasets").path(0);
    assertThat(input.path("tags").toString())
        .isEqualTo(
            """
            [{"key":"mlflow.data.context","value":"training"},\
            {"key":"tidemark.project","value":"shop"},\
            {"key":"tidemark.definitions.version","value":"3"},\
            {"key":"tidemark.definitions.hash","value":"d0d0"},\
            {"key":"tidemark.definitions.commit","value":"%s-dirty"},\
            {"key":"tidemark.snapshots","value":"shop.log_orders_customer=8123456789"},\
            {"key":"tidemark.spine.sha256","value":"e1e1"},\
            {"key":"tidemark.output.sha256","value":"%s"}]\
            """
                .formatted(Manifests.COMMIT, Manifests.SHA256));
    JsonNode dataset = input.path("dataset");
    assertThat(dataset.path("source_type").asText()).isEqualTo("local");
    assertThat(dataset.path("source").asText())
        .isEqualTo(
            """
            {"uri":"file:///data/sets/train%20gr%C3%B6%C3%9Fe.parquet",\
            "manifest":"file:///data/sets/train%20gr%C3%B6%C3%9Fe.parquet.manifest.json"}\
            """);
    assertThat(dataset.path("schema").asText())
        .isEqualTo(
            """
            {"mlflow_colspec":[{"type":"double","name":"spent_30d","required":true},\
            {"type":"array","items":{"type":"string"},"name":"last_items","required":false},\
            {"type":"integer","name":"gr\\u00F6\\u00DFe","required":false},\
            {"type":"boolean","name":"churned","required":false}]}\
            """);
    assertThat(dataset.path("profile").asText())
        .isEqualTo(
            """
            {"num_rows":1000,"num_features":4,"features":{\
            "spent_30d":{"nulls":0,"min":2.5,"max":2.5,"mean":2.5,"stddev":2.5},\
            "last_items":{"nulls":3},\
            "gr\\u00F6\\u00DFe":{"nulls":1,"min":1E+3,"max":1E+3,"mean":1E+3,"stddev":1E+3},\
            "churned":{"nulls":2,"horizon":"P30D"}}}\
            """);
  }

  @Test
  void a_run_that_is_given_stays_open() {
    mlflow.run("mine", "active");
    LoggedInput logged = training.log(Map.of("MLFLOW_RUN_ID", "mine", "MLFLOW_EXPERIMENT_ID", "9"));
    assertThat(logged.runId()).isEqualTo("mine");
    assertThat(logged.created()).isFalse();
    assertThat(mlflow.calls).containsExactly("GET runs/get 200", "POST runs/log-inputs 200");
    assertThat(mlflow.runs.get("mine").get("status").asText()).isEqualTo("RUNNING");
  }

  @Test
  void a_run_that_is_not_there_is_named() {
    assertThat(training.refusal(Map.of("MLFLOW_RUN_ID", "r/1")))
        .contains(": it has no run r/1; correct or unset MLFLOW_RUN_ID.");
    mlflow.run("old", "deleted");
    assertThat(training.refusal(Map.of("MLFLOW_RUN_ID", "old")))
        .contains(": run old is deleted; restore it, or unset MLFLOW_RUN_ID.");
  }

  @Test
  void the_experiment_is_named_by_id_or_name_and_made_when_it_is_new() {
    mlflow.experiments.put("churn & more", "7");
    assertThat(training.log(Map.of("MLFLOW_EXPERIMENT_ID", "7")).experimentId()).isEqualTo("7");
    Map<String, String> name =
        Map.of("MLFLOW_EXPERIMENT_NAME", "churn & more", "MLFLOW_EXPERIMENT_ID", " ");
    assertThat(training.log(name).experimentId()).isEqualTo("7");
    assertThat(training.log(Map.of("MLFLOW_EXPERIMENT_NAME", "new")).experimentId()).isEqualTo("2");
    assertThat(mlflow.experiments).containsEntry("new", "2");
    assertThat(training.refusal(Map.of("MLFLOW_EXPERIMENT_ID", "99")))
        .contains("it answered 404 RESOURCE_DOES_NOT_EXIST: 'experiment 99' not found.");
  }

  @Test
  void a_run_that_was_made_has_failed_when_its_input_is_not_logged() {
    mlflow.refused.add("runs/log-inputs");
    assertThat(training.refusal(Map.of()))
        .contains("it answered 400 INVALID_PARAMETER_VALUE: Invalid value: refused.");
    assertThat(mlflow.runs.get("run0").get("status").asText()).isEqualTo("FAILED");
  }
}
