package dev.tidemark.online.http;

import dev.tidemark.model.feature.Status;
import dev.tidemark.online.http.EntityColumns.Typed;
import dev.tidemark.online.lookup.FeatureColumn;
import dev.tidemark.online.lookup.LookupRequest;
import dev.tidemark.online.lookup.LookupResult;
import dev.tidemark.online.lookup.Lookups;
import dev.tidemark.online.lookup.Remembered;
import dev.tidemark.registry.deployment.Deployment;
import dev.tidemark.registry.deployment.ResolutionException;
import dev.tidemark.registry.deployment.Selection;
import io.javalin.http.Context;
import io.javalin.http.Handler;
import java.io.IOException;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** {@code POST /get-online-features}. */
final class GetOnlineFeatures implements Handler {
  private final Lookups lookups;
  private final Measures measures;
  private final Remembered<Deployment, Asked, Shape> shapes = new Remembered<>(Shape::of);

  GetOnlineFeatures(Lookups lookups, Measures measures) {
    this.lookups = lookups;
    this.measures = measures;
  }

  /** What a request asks for, whatever the keys. */
  private record Asked(Optional<String> service, List<String> features, boolean fullNames) {}

  /**
   * That, resolved.
   *
   * @param names of the features, in order
   */
  private record Shape(Selection selection, List<String> names, EntityColumns entities) {
    static Shape of(Deployment deployment, Asked asked) {
      Selection selection =
          asked
              .service()
              .map(deployment::service)
              .orElseGet(() -> deployment.select(asked.features()));
      return new Shape(
          selection, selection.names(asked.fullNames()), new EntityColumns(deployment, selection));
    }
  }

  @Override
  public void handle(Context context) throws IOException {
    RequestBody body = RequestBody.read(context.bodyAsBytes());
    Deployment deployment =
        lookups
            .deployment()
            .orElseThrow(() ->
                new RequestException(503, "FeastError", "Cannot look up: nothing is deployed yet"));
    try {
      answer(context, deployment, body);
    } catch (ResolutionException e) {
      throw RequestException.of(e);
    }
  }

  private void answer(Context context, Deployment deployment, RequestBody body) throws IOException {
    Shape shape =
        shapes.get(deployment, new Asked(body.service(), body.features(), body.fullNames()));
    Selection selection = shape.selection();
    List<Typed> entities = shape.entities().typed(body);
    Map<String, List<?>> columns = new LinkedHashMap<>();
    RequestColumns.of(selection, body)
        .forEach(column -> columns.put(column.column().name(), column.values()));
    entities.forEach(entity -> columns.put(entity.column().name(), entity.values()));
    LookupResult result = lookups.lookup(new LookupRequest(selection, columns, body.asOf()));
    context.contentType("application/json");
    ResultWriter.write(context.outputStream(), entities, shape.names(), result);
    measure(selection, result);
  }

  private void measure(Selection selection, LookupResult result) {
    Map<String, Map<Status, int[]>> served = new LinkedHashMap<>();
    for (int i = 0; i < result.columns().size(); i++) {
      FeatureColumn column = result.columns().get(i);
      Map<Status, int[]> counts =
          served.computeIfAbsent(
              selection.features().get(i).join().viewName(), view -> new EnumMap<>(Status.class));
      for (int row = 0; row < column.size(); row++) {
        counts.computeIfAbsent(column.status(row), status -> new int[1])[0]++;
      }
    }
    served.forEach((view, counts) ->
        counts.forEach((status, count) -> measures.served(view, status, count[0])));
  }
}
