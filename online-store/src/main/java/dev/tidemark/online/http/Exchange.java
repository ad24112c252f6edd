package dev.tidemark.online.http;

import dev.tidemark.online.http.GetOnlineFeatures.Parts;
import dev.tidemark.online.lookup.Stages;
import dev.tidemark.online.request.Answer;
import dev.tidemark.online.request.LookupTrace;
import dev.tidemark.online.request.RequestException;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.eclipse.jetty.http.HttpException;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.io.Content;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.BufferUtil;
import org.eclipse.jetty.util.Callback;

/** One lookup over HTTP, from its request to the last byte of its answer. */
final class Exchange {
  /** So many times the longest body are read before a client is cut off. */
  private static final long DROPPED = 4;

  private final long start = System.nanoTime();
  private final Parts parts;
  private final Request request;
  private final Response response;
  private final Callback callback;
  private ByteArrayOutputStream body = new ByteArrayOutputStream();
  private long length;

  /** What it is answered with, whatever is asked. */
  private Optional<Errors.Sent> refusal = Optional.empty();

  private Optional<LookupTrace> trace = Optional.empty();

  Exchange(Parts parts, Request request, Response response, Callback callback) {
    this.parts = parts;
    this.request = request;
    this.response = response;
    this.callback = callback;
  }

  /** Reads what is asked, and answers; neither waits. */
  void begin() {
    refusal =
        request.getMethod().equals("POST")
            ? parts.refusal().map(parts.errors()::of)
            : Optional.of(parts.errors().otherMethod(request.getMethod(), GetOnlineFeatures.PATH));
    if (refusal.isEmpty()) {
      trace = LookupSpan.begin(parts.measures().traces(), request);
    }
    read();
  }

  /** Reads what there is, and goes on when more has come. */
  private void read() {
    while (true) {
      Content.Chunk chunk = request.read();
      if (chunk == null) {
        request.demand(this::read);
        return;
      }
      if (Content.Chunk.isFailure(chunk)) {
        unread(chunk.getFailure());
        return;
      }
      keep(chunk);
      chunk.release();
      if (chunk.isLast() || length > DROPPED * parts.longestBody()) {
        refusal.ifPresentOrElse(error -> send(error, ""), () -> answer(body.toByteArray()));
        return;
      }
    }
  }

  /**
   * Keeps what is not too long, and drops what is not wanted. To answer before it has been read
   * would break the connection, and clients that are still sending would not see why.
   */
  private void keep(Content.Chunk chunk) {
    length += chunk.remaining();
    if (refusal.isEmpty() && length > parts.longestBody()) {
      refusal = Optional.of(parts.errors().tooLong());
      body = new ByteArrayOutputStream();
    }
    if (refusal.isEmpty()) {
      body.writeBytes(BufferUtil.toArray(chunk.getByteBuffer()));
    }
  }

  private void unread(Throwable failure) {
    if (failure instanceof HttpException malformed) {
      RequestException e =
          new RequestException(
              malformed.getCode(),
              "FeastError",
              "Cannot read the request: " + malformed.getReason());
      send(parts.errors().of(e), "");
    } else {
      gone(failure);
    }
  }

  private void answer(byte[] body) {
    var _ =
        parts
            .admission()
            .answerHere(() ->
                trace
                    .map(of -> ScopedValue.where(LookupTrace.CURRENT, of).call(() -> written(body)))
                    .orElseGet(() -> written(body)))
            .handle((buffer, failure) -> {
              if (failure == null) {
                send(buffer);
              } else {
                failed(failure);
              }
              return true;
            })
            .whenComplete((_, unsent) -> {
              if (unsent != null) {
                gone(unsent);
              }
            });
  }

  private CompletableFuture<JsonBuffer> written(byte[] body) {
    Stages stages = new Stages();
    return parts
        .requests()
        .answer(parts.admission().checked(RequestBody.read(body)), stages)
        .thenApply(LookupTrace.carried(this::written));
  }

  private JsonBuffer written(Answer answer) {
    JsonBuffer buffer = parts.buffers().take();
    ResultWriter.write(buffer, answer);
    // Before it is sent: the client's pace is none of the stages
    parts.requests().served(answer);
    return buffer;
  }

  private void failed(Throwable failure) {
    send(
        failure instanceof RequestException refused
            ? parts.errors().of(refused)
            : parts.errors().failed("POST " + GetOnlineFeatures.PATH, failure),
        String.valueOf(failure.getMessage()));
  }

  private void send(JsonBuffer buffer) {
    head(200);
    parts.unread().keep(buffer);
    response.write(
        true,
        ByteBuffer.wrap(buffer.bytes(), 0, buffer.length()),
        Callback.from(
            () -> {
              free(buffer);
              end(200, "");
            },
            failure -> {
              free(buffer);
              gone(failure);
            }));
  }

  private void free(JsonBuffer buffer) {
    parts.unread().drop(buffer);
    parts.buffers().give(buffer);
  }

  /**
   * Sends an error.
   *
   * @param message for the trace, where it is ours
   */
  private void send(Errors.Sent error, String message) {
    head(error.status());
    if (error.status() == Errors.TOO_MANY) {
      response.getHeaders().put(HttpHeader.RETRY_AFTER, Errors.RETRY_SECONDS);
    }
    response.write(
        true,
        ByteBuffer.wrap(error.body()),
        Callback.from(() -> end(error.status(), message), this::gone));
  }

  private void head(int status) {
    response.setStatus(status);
    response.getHeaders().put(HttpHeader.CONTENT_TYPE, "application/json");
  }

  private void end(int status, String message) {
    count(status, message);
    callback.succeeded();
  }

  /** The connection broke: nobody is there to be answered. */
  private void gone(Throwable failure) {
    count(Errors.CLIENT_GONE, "");
    callback.failed(failure);
  }

  private void count(int status, String message) {
    trace.ifPresent(of -> LookupSpan.end(of, request, status, message));
    parts.measures().answered(GetOnlineFeatures.PATH, status, System.nanoTime() - start);
  }
}
