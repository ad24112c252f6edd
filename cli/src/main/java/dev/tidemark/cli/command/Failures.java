package dev.tidemark.cli.command;

import dev.tidemark.cli.console.CommandException;
import dev.tidemark.cli.console.Console;
import dev.tidemark.cli.console.Excerpt;
import dev.tidemark.cli.console.ExitCode;
import dev.tidemark.cli.console.Reasons;
import dev.tidemark.offline.duckdb.ExportException;
import dev.tidemark.registry.deployment.ResolutionException;
import dev.tidemark.registry.kafka.ApplyException;
import dev.tidemark.registry.yaml.InvalidDefinitionsException;
import dev.tidemark.registry.yaml.Place;
import dev.tidemark.registry.yaml.Problem;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import org.apache.kafka.common.KafkaException;
import picocli.CommandLine;
import picocli.CommandLine.IExecutionExceptionHandler;
import picocli.CommandLine.ParseResult;

/** Says in one sentence why a command failed; a stack trace only to those who ask for it. */
final class Failures implements IExecutionExceptionHandler {
  private final Globals globals;

  Failures(Globals globals) {
    this.globals = globals;
  }

  @Override
  public int handleExecutionException(Exception failure, CommandLine command, ParseResult parsed) {
    if (globals.verbose()) {
      failure.printStackTrace(globals.console().err());
    }
    return say(failure, globals.console()).code();
  }

  private static ExitCode say(Exception failure, Console console) {
    return switch (failure) {
      case CommandException e -> say(console, Reasons.of(e), e.exitCode());
      case InvalidDefinitionsException e -> problems(console, e);
      case ResolutionException e -> say(console, Reasons.of(e), ExitCode.USAGE);
      case ApplyException e -> say(console, Reasons.of(e), ExitCode.FAILED);
      case ExportException e -> say(console, Reasons.of(e), ExitCode.FAILED);
      case UncheckedIOException e -> say(console, Reasons.of(e), ExitCode.FAILED);
      case IOException e -> say(console, Reasons.of(e), ExitCode.FAILED);
      case KafkaException e -> say(console, "Kafka failed: " + Reasons.of(e), ExitCode.FAILED);
      default -> say(console, Reasons.of(failure) + " (--verbose says where)", ExitCode.FAILED);
    };
  }

  private static ExitCode say(Console console, String message, ExitCode code) {
    console.say(message);
    return code;
  }

  private static ExitCode problems(Console console, InvalidDefinitionsException invalid) {
    for (Problem problem : invalid.problems()) {
      console.say(problem.toString());
      excerpt(problem).forEach(console::say);
    }
    int count = invalid.problems().size();
    console.say(count == 1 ? "1 problem" : count + " problems");
    return ExitCode.USAGE;
  }

  private static List<String> excerpt(Problem problem) {
    Place place = problem.place();
    int length =
        place.line() == place.endLine() ? place.endColumn() - place.column() : Integer.MAX_VALUE;
    return Excerpt.lines(problem.source(), place.column(), length);
  }
}
