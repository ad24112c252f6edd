package dev.tidemark.online.http;

import dev.tidemark.online.lookup.Lookups;
import dev.tidemark.online.request.RequestException;
import dev.tidemark.online.seen.SeenKeys;
import dev.tidemark.registry.definition.Entity;
import dev.tidemark.registry.deployment.Deployment;
import io.javalin.http.Context;
import io.javalin.http.Handler;

/** {@code POST /api/v1/seen}: what the online store holds of a key. */
record PostSeen(Lookups lookups) implements Handler {
  @Override
  public void handle(Context context) {
    SeenBody body = SeenBody.read(context.bodyAsBytes());
    Deployment deployment =
        lookups
            .deployment()
            .orElseThrow(() ->
                new RequestException(
                    503,
                    "FeastError",
                    "Cannot tell what is held of a key: nothing is deployed yet"));
    Entity entity = body.entity(deployment);
    byte[] seen = new SeenKeys(lookups).of(entity, body.key(entity));
    context.contentType("application/json").result(seen);
  }
}
