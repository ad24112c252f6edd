package dev.tidemark.cli.command;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.tidemark.cli.console.Console;
import dev.tidemark.cli.console.ExitCode;
import dev.tidemark.cli.node.AnswerTable;
import dev.tidemark.cli.node.NodeClient;
import dev.tidemark.registry.deployment.Compiler;
import dev.tidemark.registry.deployment.Selection;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

@Command(
    name = "get",
    description = "Look up the features of some entities.",
    footer = {
      "",
      "Example: tidemark get --service edit_review_v1 --entity user=RPekař --entity page=Kočka"
          + " --entity channel=#cs.wikipedia"
    })
final class GetCommand implements Callable<Integer> {
  private final Globals globals;
  @Mixin private final FeatureOptions features = new FeatureOptions();
  @Mixin private final EntityOptions entities = new EntityOptions();

  @Option(
      names = "--as-of",
      paramLabel = "T",
      description = "As if now were T, such as 2026-01-31T09:30:00Z; not before the newest event.")
  private @Nullable String asOf;

  @Option(names = "--json", description = "Print the server's answer.")
  private boolean json;

  GetCommand(Globals globals) {
    this.globals = globals;
  }

  @Override
  public Integer call() {
    Console console = globals.console();
    Workspace workspace = globals.workspace();
    try (NodeClient client = new NodeClient(workspace.node())) {
      Selection selection = features.in(Compiler.compile(workspace.version()));
      JsonNode answer = client.features(request(selection));
      if (json) {
        console.result(answer.toPrettyString());
      } else {
        AnswerTable.lines(answer).forEach(console::result);
      }
      List<String> reasons = AnswerTable.reasons(answer);
      reasons.forEach(console::say);
      return (reasons.isEmpty() ? ExitCode.DONE : ExitCode.FAILED).code();
    }
  }

  private ObjectNode request(Selection selection) {
    ObjectNode request = JsonNodeFactory.instance.objectNode();
    if (features.service() == null) {
      features.features().forEach(request.putArray("features")::add);
    } else {
      request.put("feature_service", features.service());
    }
    KeyValues keys = new KeyValues(selection, "--entity");
    ObjectNode rows = request.putObject("entities");
    entities.entities().forEach((key, values) -> rows.set(key, keys.of(key, values)));
    KeyValues data = new KeyValues(selection, "--request");
    ObjectNode context = request.putObject("request_context");
    entities.request().forEach((column, values) -> context.set(column, data.of(column, values)));
    request.put("full_feature_names", features.fullNames());
    if (asOf != null) {
      request.put("as_of", asOf);
    }
    return request;
  }
}
