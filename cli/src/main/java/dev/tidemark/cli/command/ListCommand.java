package dev.tidemark.cli.command;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.tidemark.cli.catalog.Catalog;
import dev.tidemark.cli.catalog.Kind;
import dev.tidemark.cli.catalog.Sheet;
import dev.tidemark.cli.console.Console;
import dev.tidemark.registry.deployment.Version;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(name = "list", description = "List what is deployed.")
final class ListCommand implements Callable<Integer> {
  private final Globals globals;

  @Parameters(
      paramLabel = "KIND",
      arity = "0..1",
      description =
          "Only entities, sources, views, on-demand-views or services; all of them by default.")
  private @Nullable String kind;

  @Option(names = "--json", description = "Print JSON.")
  private boolean json;

  ListCommand(Globals globals) {
    this.globals = globals;
  }

  @Override
  public Integer call() {
    List<Kind> kinds = kind == null ? List.of(Kind.values()) : List.of(Kind.of(kind));
    Version version = globals.workspace().version();
    Catalog catalog = new Catalog(version);
    if (json) {
      globals.console().result(catalog.list(kinds).toPrettyString());
    } else {
      print(version, kinds, catalog);
    }
    return 0;
  }

  private void print(Version version, List<Kind> kinds, Catalog catalog) {
    Console console = globals.console();
    console.result(
        "Project %s, version %d%s by %s"
            .formatted(
                version.project(),
                version.number(),
                version.origin().commit().map(c -> " of commit " + c.substring(0, 7)).orElse(""),
                version.origin().author()));
    for (Kind each : kinds) {
      List<ObjectNode> objects = catalog.list(each);
      if (!objects.isEmpty() || kinds.size() == 1) {
        console.result("");
        console.result(each.title() + (objects.isEmpty() ? ": none" : ""));
        Sheet.table(objects).forEach(line -> console.result("  " + line));
      }
    }
  }
}
