package dev.tidemark.cli.command;

import dev.tidemark.cli.console.ExitCode;
import dev.tidemark.registry.definition.Definitions;
import dev.tidemark.registry.definition.FeatureView;
import dev.tidemark.registry.yaml.InvalidDefinitionsException;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

@Command(name = "validate", description = "Check the definitions, without any server.")
final class ValidateCommand implements Callable<Integer> {
  private final Globals globals;

  @Option(names = "--json", description = "Print JSON, also when there are problems.")
  private boolean json;

  ValidateCommand(Globals globals) {
    this.globals = globals;
  }

  @Override
  public Integer call() {
    try {
      Definitions definitions = globals.workspace().repository().definitions();
      globals.console().result(json ? ValidationJson.valid(definitions) : text(definitions));
      return ExitCode.DONE.code();
    } catch (InvalidDefinitionsException e) {
      if (!json) {
        throw e;
      }
      globals.console().result(ValidationJson.invalid(e.problems()));
      return ExitCode.USAGE.code();
    }
  }

  private static String text(Definitions definitions) {
    return "Valid: %d entities, %d sources, %d feature views with %d features, %d feature services"
        .formatted(
            definitions.entities().size(),
            definitions.sources().size(),
            definitions.views().size(),
            features(definitions),
            definitions.services().size());
  }

  static int features(Definitions definitions) {
    return definitions.views().stream().map(FeatureView::features).mapToInt(f -> f.size()).sum();
  }
}
