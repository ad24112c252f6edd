package dev.tidemark.cli.node;

import com.fasterxml.jackson.databind.JsonNode;
import dev.tidemark.cli.console.Table;
import java.util.ArrayList;
import java.util.List;

/** A lookup's answer for people: a line for each feature, a column for each entity row. */
public final class AnswerTable {
  private AnswerTable() {}

  public static List<String> lines(JsonNode answer) {
    Table table = new Table();
    JsonNode names = answer.path("metadata").path("feature_names");
    JsonNode results = answer.path("results");
    for (int i = 0; i < names.size(); i++) {
      List<String> row = new ArrayList<>();
      row.add(names.get(i).asText());
      JsonNode values = results.get(i).path("values");
      for (int j = 0; j < values.size(); j++) {
        row.add(cell(values.get(j), results.get(i).path("statuses").path(j).asText()));
      }
      table.row(row);
    }
    return table.lines();
  }

  /** Why values are missing that should be there. */
  public static List<String> reasons(JsonNode answer) {
    List<String> reasons = new ArrayList<>();
    answer.path("metadata").path("tidemark").path("reasons").forEach(r -> reasons.add(r.asText()));
    return reasons;
  }

  /** The value, and its status where it is not simply there. */
  private static String cell(JsonNode value, String status) {
    String text = value.isTextual() ? value.asText() : value.toString();
    return switch (status) {
      case "PRESENT" -> text;
      case "NULL_VALUE" -> "null";
      default -> value.isNull() ? status : text + " (" + status + ")";
    };
  }
}
