package dev.tidemark.online.http;

import dev.tidemark.online.request.Answer;
import dev.tidemark.online.request.FeatureRequests;
import io.javalin.http.Context;
import io.javalin.http.Handler;
import java.io.IOException;

/** {@code POST /get-online-features}. */
record GetOnlineFeatures(FeatureRequests requests) implements Handler {
  @Override
  public void handle(Context context) throws IOException {
    Answer answer = requests.answer(RequestBody.read(context.bodyAsBytes()));
    context.contentType("application/json");
    ResultWriter.write(context.outputStream(), answer);
    requests.served(answer);
  }
}
