package dev.tidemark.online.http;

import dev.tidemark.online.lookup.Stages;
import dev.tidemark.online.request.Admission;
import dev.tidemark.online.request.Answer;
import dev.tidemark.online.request.AnswerBuffer;
import dev.tidemark.online.request.FeatureRequests;
import io.javalin.http.Context;
import io.javalin.http.Handler;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.concurrent.CompletionException;

/**
 * {@code POST /get-online-features}. The caller's thread reads and writes at the pace of the
 * client; the work between is done by a thread of the admission.
 */
final class GetOnlineFeatures implements Handler {
  private final AnswerBuffer.Pool<JsonBuffer> buffers = new AnswerBuffer.Pool<>(JsonBuffer::new);
  private final FeatureRequests requests;
  private final Admission admission;

  GetOnlineFeatures(FeatureRequests requests, Admission admission) {
    this.requests = requests;
    this.admission = admission;
  }

  @Override
  public void handle(Context context) throws IOException {
    byte[] body = context.bodyAsBytes();
    JsonBuffer buffer = await(body);
    context.contentType("application/json");
    HttpServletResponse response = context.res();
    response.setContentLength(buffer.length());
    response.getOutputStream().write(buffer.bytes(), 0, buffer.length());
    buffers.give(buffer);
  }

  private JsonBuffer await(byte[] body) {
    try {
      return admission.answer(() -> written(body)).join();
    } catch (CompletionException e) {
      if (e.getCause() instanceof RuntimeException cause) {
        throw cause;
      }
      throw e;
    }
  }

  private JsonBuffer written(byte[] body) {
    Stages stages = new Stages();
    Answer answer = requests.answer(admission.checked(RequestBody.read(body)), stages);
    JsonBuffer buffer = buffers.take();
    ResultWriter.write(buffer, answer);
    // Before it is sent: the client's pace is none of the stages
    requests.served(answer);
    return buffer;
  }
}
