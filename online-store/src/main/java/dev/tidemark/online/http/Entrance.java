package dev.tidemark.online.http;

import dev.tidemark.online.request.Admission;
import dev.tidemark.online.request.RequestException;
import dev.tidemark.online.request.RequestMeasures;
import java.nio.ByteBuffer;
import java.util.Optional;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;

/**
 * Refuses lookups that would not be let in, before their bodies are read and routes are looked for:
 * a node that has too much to do has to refuse more than it answers.
 */
final class Entrance extends Handler.Wrapper {
  static final String LOOKUP = "/get-online-features";

  private final Admission admission;
  private final Errors errors;
  private final RequestMeasures measures;

  Entrance(Admission admission, Errors errors, RequestMeasures measures) {
    this.admission = admission;
    this.errors = errors;
    this.measures = measures;
  }

  @Override
  public boolean handle(Request request, Response response, Callback callback) throws Exception {
    boolean lookup =
        request.getHttpURI().getCanonicalPath().equals(LOOKUP)
            && request.getMethod().equals("POST");
    Optional<RequestException> refusal = lookup ? admission.refusal() : Optional.empty();
    if (refusal.isEmpty()) {
      return super.handle(request, response, callback);
    }
    long start = System.nanoTime();
    RequestException e = refusal.get();
    response.setStatus(e.status());
    response.getHeaders().put(HttpHeader.CONTENT_TYPE, "application/json");
    response.getHeaders().put(HttpHeader.RETRY_AFTER, Errors.RETRY_SECONDS);
    response.write(true, ByteBuffer.wrap(errors.refusal(e)), callback);
    measures.answered(LOOKUP, e.status(), System.nanoTime() - start);
    return true;
  }
}
