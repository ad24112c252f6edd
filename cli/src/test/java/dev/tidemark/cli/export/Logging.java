package dev.tidemark.cli.export;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tidemark.cli.console.CommandException;
import dev.tidemark.cli.console.ExitCode;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;

/** Logs one and the same training set. */
record Logging(FakeMlflow mlflow) {
  static final Path OUT = Path.of("/data/sets/train größe.parquet");
  static final Patience SHORT = new Patience(3, Duration.ofMillis(1), Duration.ofSeconds(20));

  LoggedInput log(Map<String, String> environment) {
    return MlflowRun.log(mlflow.uri(), Manifests.small(), OUT, environment, SHORT);
  }

  /** Why it cannot be logged. */
  String refusal(Map<String, String> environment) {
    try {
      throw new AssertionError("logged: " + log(environment));
    } catch (CommandException e) {
      assertThat(e.exitCode()).isEqualTo(ExitCode.FAILED);
      assertThat(e).hasMessageStartingWith("Cannot log to MLflow at http://localhost:");
      assertThat(e).hasMessageEndingWith(". The training set " + OUT + " is written and stays");
      return e.getMessage();
    }
  }
}
