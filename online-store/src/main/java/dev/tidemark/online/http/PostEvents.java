package dev.tidemark.online.http;

import dev.tidemark.online.request.RequestException;
import dev.tidemark.registry.job.PushException;
import dev.tidemark.registry.job.Pushes;
import io.javalin.http.Context;

/** {@code POST /push} and {@code POST /write-to-online-store}. */
record PostEvents(Pushes pushes) {

  void push(Context context) {
    PushBody body = PushBody.read(context.bodyAsBytes(), "push_source_name");
    try {
      pushes.push(body.target(), body.rows());
    } catch (PushException e) {
      throw RequestException.of(e);
    }
  }

  void write(Context context) {
    PushBody body = PushBody.read(context.bodyAsBytes(), "feature_view_name");
    try {
      pushes.write(body.target(), body.rows());
    } catch (PushException e) {
      throw RequestException.of(e);
    }
    context.contentType("application/json").result("null");
  }
}
