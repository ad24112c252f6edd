package dev.tidemark.cli.command;

import dev.tidemark.registry.definition.Definitions;
import dev.tidemark.registry.definition.FeatureView;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;

@Command(name = "validate", description = "Check the definitions, without any server.")
final class ValidateCommand implements Callable<Integer> {
  private final Globals globals;

  ValidateCommand(Globals globals) {
    this.globals = globals;
  }

  @Override
  public Integer call() {
    Definitions definitions = globals.workspace().repository().definitions();
    long features =
        definitions.views().stream().map(FeatureView::features).mapToLong(f -> f.size()).sum();
    globals
        .console()
        .result(
            "Valid: %d entities, %d sources, %d feature views with %d features, %d feature services"
                .formatted(
                    definitions.entities().size(),
                    definitions.sources().size(),
                    definitions.views().size(),
                    features,
                    definitions.services().size()));
    return 0;
  }
}
