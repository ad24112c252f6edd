package dev.tidemark.online.http;

import dev.tidemark.online.http.EntityColumns.Typed;
import dev.tidemark.online.lookup.LookupRequest;
import dev.tidemark.online.lookup.LookupResult;
import dev.tidemark.online.lookup.Lookups;
import dev.tidemark.registry.deployment.Deployment;
import dev.tidemark.registry.deployment.ResolutionException;
import dev.tidemark.registry.deployment.Selection;
import io.javalin.http.Context;
import io.javalin.http.Handler;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** {@code POST /get-online-features}. */
final class GetOnlineFeatures implements Handler {
  private final Lookups lookups;

  GetOnlineFeatures(Lookups lookups) {
    this.lookups = lookups;
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
    Selection selection =
        body.service().map(deployment::service).orElseGet(() -> deployment.select(body.features()));
    List<String> names = selection.names(body.fullNames());
    List<Typed> entities = EntityColumns.of(deployment, selection, body);
    Map<String, List<?>> columns = new LinkedHashMap<>();
    RequestColumns.of(selection, body)
        .forEach(column -> columns.put(column.column().name(), column.values()));
    entities.forEach(entity -> columns.put(entity.column().name(), entity.values()));
    LookupResult result = lookups.lookup(new LookupRequest(selection, columns, body.asOf()));
    context.contentType("application/json");
    ResultWriter.write(context.outputStream(), entities, names, result);
  }
}
