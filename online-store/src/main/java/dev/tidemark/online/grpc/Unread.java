package dev.tidemark.online.grpc;

import io.grpc.Attributes;
import io.grpc.ForwardingServerCall.SimpleForwardingServerCall;
import io.grpc.ForwardingServerCallListener.SimpleForwardingServerCallListener;
import io.grpc.Metadata;
import io.grpc.ServerCall;
import io.grpc.ServerCallHandler;
import io.grpc.ServerInterceptor;
import io.grpc.ServerTransportFilter;
import io.grpc.Status;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Bounds the answers that are kept for a client who does not read them: gRPC takes what is written
 * and keeps it for as long as the connection lives.
 */
final class Unread extends ServerTransportFilter implements ServerInterceptor {
  private static final Attributes.Key<AtomicLong> UNREAD = Attributes.Key.create("unread");

  private final long most;

  /**
   * A bound.
   *
   * @param most bytes of a connection beyond which its next calls are refused
   */
  Unread(long most) {
    this.most = most;
  }

  @Override
  public Attributes transportReady(Attributes connection) {
    return connection.toBuilder().set(UNREAD, new AtomicLong()).build();
  }

  @Override
  public <Q, A> ServerCall.Listener<Q> interceptCall(
      ServerCall<Q, A> call, Metadata headers, ServerCallHandler<Q, A> next) {
    AtomicLong unread = call.getAttributes().get(UNREAD);
    if (unread == null) {
      return next.startCall(call, headers);
    }
    if (unread.get() > most) {
      call.close(
          Status.RESOURCE_EXHAUSTED.withDescription(
              "Cannot answer: the client has not read %d bytes of earlier answers; read them"
                  .formatted(unread.get())),
          new Metadata());
      return new ServerCall.Listener<>() {};
    }
    Kept<Q, A> kept = new Kept<>(call, unread);
    return new SimpleForwardingServerCallListener<>(next.startCall(kept, headers)) {
      @Override
      public void onComplete() {
        kept.end();
        super.onComplete();
      }

      @Override
      public void onCancel() {
        kept.end();
        super.onCancel();
      }
    };
  }

  /** A call, and the bytes of its answer that have not gone out. */
  private static final class Kept<Q, A> extends SimpleForwardingServerCall<Q, A> {
    private final AtomicLong unread;
    private long own;
    private boolean ended;

    Kept(ServerCall<Q, A> call, AtomicLong unread) {
      super(call);
      this.unread = unread;
    }

    @Override
    public void sendMessage(A answer) {
      if (answer instanceof Message message) {
        add(message.buffer().length());
      }
      super.sendMessage(answer);
    }

    private synchronized void add(int bytes) {
      if (!ended) {
        own += bytes;
        unread.addAndGet(bytes);
      }
    }

    synchronized void end() {
      if (!ended) {
        ended = true;
        unread.addAndGet(-own);
      }
    }
  }
}
