package dev.tidemark.online.http;

import java.util.concurrent.Executor;
import java.util.concurrent.Executors;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;

/**
 * Gives each request a thread of its own, which is cheap: what it asks for may wait for a broker,
 * or for a client that sends or reads slowly.
 */
final class OwnThreads extends Handler.Wrapper {
  private final Executor threads =
      Executors.newThreadPerTaskExecutor(Thread.ofVirtual().name("tidemark-http-", 0).factory());

  @Override
  public boolean handle(Request request, Response response, Callback callback) {
    threads.execute(() -> handled(request, response, callback));
    return true;
  }

  private void handled(Request request, Response response, Callback callback) {
    try {
      if (!super.handle(request, response, callback)) {
        Response.writeError(request, response, callback, 404);
      }
    } catch (Throwable e) {
      Response.writeError(request, response, callback, e);
    }
  }
}
