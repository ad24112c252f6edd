package dev.tidemark.online.http;

import dev.tidemark.online.request.Admission;
import dev.tidemark.online.request.AnswerBuffer;
import dev.tidemark.online.request.FeatureRequests;
import dev.tidemark.online.request.RequestException;
import dev.tidemark.online.request.RequestMeasures;
import java.util.Optional;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;

/**
 * {@code POST /get-online-features}, before routes are looked for: a node that has too much to do
 * has to refuse more than it answers. No thread waits for a client, however slowly it sends or
 * reads.
 */
final class GetOnlineFeatures extends Handler.Wrapper {
  static final String PATH = "/get-online-features";

  private final Parts parts;

  GetOnlineFeatures(Parts parts) {
    this.parts = parts;
  }

  /**
   * What lookups need.
   *
   * @param longestBody in bytes
   */
  record Parts(
      FeatureRequests requests,
      Admission admission,
      RequestMeasures measures,
      Errors errors,
      int longestBody,
      Unread unread,
      AnswerBuffer.Pool<JsonBuffer> buffers) {

    /** The refusal that a lookup would get now. */
    Optional<RequestException> refusal() {
      return admission.refusal().or(unread::refusal);
    }
  }

  @Override
  public boolean handle(Request request, Response response, Callback callback) throws Exception {
    if (!request.getHttpURI().getCanonicalPath().equals(PATH)) {
      return super.handle(request, response, callback);
    }
    new Exchange(parts, request, response, callback).begin();
    return true;
  }
}
