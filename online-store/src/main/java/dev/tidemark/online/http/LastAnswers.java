package dev.tidemark.online.http;

import java.nio.ByteBuffer;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.server.handler.GracefulHandler;
import org.eclipse.jetty.util.Callback;

/**
 * Lets what is in flight finish when the server stops, and refuses the rest. The last answer of a
 * connection says so: the server waits for connections to close.
 */
final class LastAnswers extends GracefulHandler {
  @Override
  public boolean handle(Request request, Response response, Callback callback) throws Exception {
    return super.handle(
        request,
        new Response.Wrapper(request, response) {
          @Override
          public void write(boolean last, ByteBuffer content, Callback written) {
            if (isShutdown() && !isCommitted()) {
              getHeaders().put(HttpHeader.CONNECTION, "close");
            }
            super.write(last, content, written);
          }
        },
        callback);
  }
}
