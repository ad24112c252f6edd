package dev.tidemark.online.http;

import dev.tidemark.online.lookup.Stages;
import dev.tidemark.online.request.Answer;
import dev.tidemark.online.request.AnswerBuffer;
import dev.tidemark.online.request.FeatureRequests;
import io.javalin.http.Context;
import io.javalin.http.Handler;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;

/** {@code POST /get-online-features}. */
final class GetOnlineFeatures implements Handler {
  private final AnswerBuffer.Pool<JsonBuffer> buffers = new AnswerBuffer.Pool<>(JsonBuffer::new);
  private final FeatureRequests requests;

  GetOnlineFeatures(FeatureRequests requests) {
    this.requests = requests;
  }

  @Override
  public void handle(Context context) throws IOException {
    Stages stages = new Stages();
    Answer answer = requests.answer(RequestBody.read(context.bodyAsBytes()), stages);
    JsonBuffer buffer = buffers.take();
    ResultWriter.write(buffer, answer);
    context.contentType("application/json");
    HttpServletResponse response = context.res();
    response.setContentLength(buffer.length());
    response.getOutputStream().write(buffer.bytes(), 0, buffer.length());
    buffers.give(buffer);
    requests.served(answer);
  }
}
