package dev.tidemark.cli.command;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.tidemark.registry.definition.Definitions;
import dev.tidemark.registry.yaml.Problem;
import java.util.List;

/** The document that {@code validate --json} prints; docs/reference/validate-json.md has it. */
final class ValidationJson {
  private ValidationJson() {}

  static String valid(Definitions definitions) {
    ObjectNode document = document(true);
    document.put("entities", definitions.entities().size());
    document.put("sources", definitions.sources().size());
    document.put("feature_views", definitions.views().size());
    document.put("features", ValidateCommand.features(definitions));
    document.put("on_demand_feature_views", definitions.onDemandViews().size());
    document.put("feature_services", definitions.services().size());
    return document.toPrettyString();
  }

  static String invalid(List<Problem> problems) {
    ObjectNode document = document(false);
    ArrayNode array = document.withArray("problems");
    problems.forEach(problem -> add(array.addObject(), problem));
    return document.toPrettyString();
  }

  private static ObjectNode document(boolean valid) {
    ObjectNode document = JsonNodeFactory.instance.objectNode().put("valid", valid);
    document.putArray("problems");
    return document;
  }

  private static void add(ObjectNode to, Problem problem) {
    to.put("file", problem.file());
    to.put("line", problem.line());
    to.put("column", problem.column());
    to.put("end_line", problem.place().endLine());
    to.put("end_column", problem.place().endColumn());
    to.put("text", problem.text());
    to.put("message", problem.message());
    to.put("suggestion", problem.suggestion());
  }
}
