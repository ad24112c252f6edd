package dev.tidemark.online.request;

import dev.tidemark.model.type.Column;
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
  static List<TypedColumn> of(Selection selection, FeatureRequest request) {
    List<TypedColumn> columns = new ArrayList<>();
    for (Column column : selection.request()) {
      SentColumn context = request.context().get(column.name());
      SentColumn entities = request.entities().get(column.name());
      if (context != null && entities != null) {
        throw RequestException.unfit(
            "Cannot look up: column %s stands in entities and in request_context; give it once"
                .formatted(column.name()));
      }
      if (context != null) {
        columns.add(TypedColumn.read("request_context", column, context));
      } else if (entities != null) {
        columns.add(TypedColumn.read("entities", column, entities));
      } else {
        throw missing(column, request);
      }
    }
    return columns;
  }

  private static RequestException missing(Column column, FeatureRequest request) {
    Set<String> given = new LinkedHashSet<>(request.context().keySet());
    given.addAll(request.entities().keySet());
    return RequestException.unfit(
        "Cannot look up: request_context lacks the column %s of type %s%s"
            .formatted(column.name(), column.type(), Nearest.hint(column.name(), given)));
  }
}
