package dev.tidemark.cli.export;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.ServerSocket;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What happens when the server does not answer as it should. */
@Timeout(60)
class MlflowApiTest {
  private final FakeMlflow mlflow;
  private final Logging training;

  MlflowApiTest() throws IOException {
    mlflow = new FakeMlflow();
    training = new Logging(mlflow);
  }

  @AfterEach
  void stop() {
    mlflow.close();
  }

  @Test
  void what_may_be_said_twice_is() {
    mlflow.run("mine", "active");
    mlflow.troubles.addAll(List.of(500, 0));
    training.log(Map.of("MLFLOW_RUN_ID", "mine"));
    assertThat(mlflow.calls)
        .containsExactly(
            "GET runs/get 500",
            "GET runs/get dropped",
            "GET runs/get 200",
            "POST runs/log-inputs 200");
  }

  @Test
  void no_second_run_is_made_when_the_first_may_be_there() {
    mlflow.troubles.addAll(List.of(429, 503));
    training.log(Map.of());
    assertThat(mlflow.calls.subList(0, 3))
        .containsExactly("POST runs/create 429", "POST runs/create 503", "POST runs/create 200");
    mlflow.calls.clear();
    mlflow.troubles.add(0);
    assertThat(training.refusal(Map.of())).contains("the connection broke (");
    mlflow.troubles.add(502);
    assertThat(training.refusal(Map.of())).contains("it answered 502.");
    assertThat(mlflow.calls).containsExactly("POST runs/create dropped", "POST runs/create 502");
  }

  @Test
  void attempts_have_an_end() {
    mlflow.troubles.addAll(List.of(503, 503, 503, 503));
    assertThat(training.refusal(Map.of())).contains("it answered 503.");
    assertThat(mlflow.calls).hasSize(3);
  }

  @Test
  void who_asks_is_told_as_mlflow_s_client_tells_it() {
    mlflow.authorization = Optional.of("Bearer secret");
    training.log(Map.of("MLFLOW_TRACKING_TOKEN", "secret\n"));
    mlflow.authorization = Optional.of("Basic YWRhOnDDpHNz");
    Map<String, String> user =
        Map.of("MLFLOW_TRACKING_USERNAME", "ada", "MLFLOW_TRACKING_PASSWORD", "päss");
    training.log(user);
    assertThat(training.refusal(Map.of("MLFLOW_TRACKING_TOKEN", "wrong")))
        .contains("it refuses (401 UNAUTHENTICATED: You are not authenticated.); set MLFLOW_")
        .doesNotContain("wrong");
    URI own = URI.create(mlflow.uri().toString().replace("//", "//ada:p%C3%A4ss@"));
    LoggedInput logged =
        MlflowRun.log(own, Manifests.small(), Logging.OUT, Map.of(), Logging.SHORT);
    assertThat(logged.page()).startsWith("http://localhost:").doesNotContain("ada");
  }

  @Test
  void a_url_of_something_else_is_told() throws IOException {
    URI elsewhere = mlflow.uri().resolve("/other");
    assertThatThrownBy(
            () -> MlflowRun.log(elsewhere, Manifests.small(), Logging.OUT, Map.of(), Logging.SHORT))
        .hasMessageContaining(
            "it knows no /other/api/2.0/mlflow/runs/create; correct the URL, and let MLflow be 2.4"
                + " or newer");
    URI nowhere;
    try (ServerSocket socket = new ServerSocket(0)) {
      nowhere = URI.create("http://localhost:" + socket.getLocalPort());
    }
    assertThatThrownBy(
            () -> MlflowRun.log(nowhere, Manifests.small(), Logging.OUT, Map.of(), Logging.SHORT))
        .hasMessage(
            "Cannot log to MLflow at %s: nothing answers there; start the server or correct the"
                + " URL. The training set %s is written and stays",
            nowhere, Logging.OUT);
    for (String no : new String[] {"mlruns", "databricks", "file:///mlruns", "http:/host"}) {
      assertThatThrownBy(() -> MlflowRun.check(URI.create(no)))
          .hasMessage(
              "Cannot log to MLflow at %s: expected the URL of a server, such as"
                  + " http://localhost:5000",
              no);
    }
    MlflowRun.check(URI.create("https://mlflow.example/tracking"));
  }

  @Test
  void a_server_that_says_nothing_is_left() throws IOException {
    Patience little = new Patience(1, Duration.ofMillis(1), Duration.ofSeconds(1));
    try (ServerSocket mute = new ServerSocket(0)) {
      URI uri = URI.create("http://localhost:" + mute.getLocalPort());
      assertThatThrownBy(() -> MlflowRun.log(uri, Manifests.small(), Logging.OUT, Map.of(), little))
          .hasMessageContaining(": no answer within 1 s; see what holds the server up.");
    }
  }
}
