package dev.tidemark.online.http;

import com.fasterxml.jackson.databind.JsonNode;
import dev.tidemark.model.type.Column;
import dev.tidemark.online.http.EntityColumns.Typed;
import dev.tidemark.registry.Nearest;
import dev.tidemark.registry.deployment.Selection;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/** The columns of request data that on-demand features need. */
final class RequestColumns {
  private RequestColumns() {}

  /**
   * The columns that are needed, from {@code request_context} or {@code entities}.
   *
   * @throws RequestException when one is missing or given twice, or a value does not fit
   */
  static List<Typed> of(Selection selection, RequestBody body) {
    List<Typed> columns = new ArrayList<>();
    for (Column column : selection.request()) {
      JsonNode context = body.context().get(column.name());
      JsonNode entities = body.entities().get(column.name());
      if (context != null && entities != null) {
        throw RequestException.unfit(
            "Cannot look up: column %s stands in entities and in request_context; give it once"
                .formatted(column.name()));
      }
      if (context != null) {
        columns.add(Typed.read("request_context", column, context));
      } else if (entities != null) {
        columns.add(Typed.read("entities", column, entities));
      } else {
        throw missing(column, body);
      }
    }
    return columns;
  }

  private static RequestException missing(Column column, RequestBody body) {
    Set<String> given = new LinkedHashSet<>(body.context().keySet());
    given.addAll(body.entities().keySet());
    return RequestException.unfit(
        "Cannot look up: request_context lacks the column %s of type %s%s"
            .formatted(column.name(), column.type(), Nearest.hint(column.name(), given)));
  }
}
