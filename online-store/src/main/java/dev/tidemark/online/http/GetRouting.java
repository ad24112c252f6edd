package dev.tidemark.online.http;

import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.tidemark.online.lookup.Lookups;
import dev.tidemark.online.request.Routing;
import io.javalin.http.Context;
import io.javalin.http.Handler;

/** {@code GET /api/v1/routing}: which nodes have which partitions, as this one has heard. */
record GetRouting(Lookups lookups, JsonMapper mapper) implements Handler {
  @Override
  public void handle(Context context) throws Exception {
    context.contentType("application/json").result(mapper.writeValueAsBytes(Routing.of(lookups)));
  }
}
