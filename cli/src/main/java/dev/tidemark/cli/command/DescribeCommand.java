package dev.tidemark.cli.command;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.tidemark.cli.catalog.Catalog;
import dev.tidemark.cli.catalog.Sheet;
import dev.tidemark.cli.console.Console;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(
    name = "describe",
    description = "Show all about one deployed object: its definition, its topics, who uses it.",
    footer = {"", "Example: tidemark describe user_activity:user_edits_1h"})
final class DescribeCommand implements Callable<Integer> {
  private final Globals globals;

  @Parameters(
      paramLabel = "NAME",
      description = {
        "Of an entity, source, view or service, or view:feature. Where several kinds have the name,"
            + " all are shown; kind/NAME, such as view/NAME, is one.",
      })
  private String name = "";

  @Option(names = "--json", description = "Print JSON: an array of the objects.")
  private boolean json;

  DescribeCommand(Globals globals) {
    this.globals = globals;
  }

  @Override
  public Integer call() {
    Console console = globals.console();
    List<ObjectNode> objects = new Catalog(globals.workspace().version()).describe(name);
    if (json) {
      console.result(JsonNodeFactory.instance.arrayNode().addAll(objects).toPrettyString());
    } else {
      objects.forEach(object -> Sheet.page(object).forEach(console::result));
    }
    return 0;
  }
}
