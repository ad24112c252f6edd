package dev.tidemark.cli.command;

import dev.tidemark.registry.schema.LanguageSchema;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

@Command(
    name = "schema",
    description = {
      "Print the JSON Schema of definitions, for editors.",
      "See docs/how-to/editors.md for how VS Code and IntelliJ use it."
    })
final class SchemaCommand implements Callable<Integer> {
  private final Globals globals;

  @Option(names = "--settings", description = "Print the schema of tidemark.yaml instead.")
  private boolean settings;

  SchemaCommand(Globals globals) {
    this.globals = globals;
  }

  @Override
  public Integer call() {
    globals.console().result(settings ? LanguageSchema.settings() : LanguageSchema.definitions());
    return 0;
  }
}
