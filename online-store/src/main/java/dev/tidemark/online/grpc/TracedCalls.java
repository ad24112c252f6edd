package dev.tidemark.online.grpc;

import dev.tidemark.online.request.LookupTrace;
import dev.tidemark.online.request.LookupTraces;
import feast.proto.serving.ServingServiceGrpc;
import io.grpc.BindableService;
import io.grpc.ForwardingServerCall.SimpleForwardingServerCall;
import io.grpc.ForwardingServerCallListener.SimpleForwardingServerCallListener;
import io.grpc.Metadata;
import io.grpc.ServerCall;
import io.grpc.ServerCallHandler;
import io.grpc.ServerInterceptor;
import io.grpc.ServerInterceptors;
import io.grpc.ServerServiceDefinition;
import io.grpc.Status;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Traces lookups, by OpenTelemetry's conventions
 * (https://opentelemetry.io/docs/specs/semconv/rpc/grpc/).
 */
final class TracedCalls implements ServerInterceptor {
  private static final String METHOD =
      ServingServiceGrpc.getGetOnlineFeaturesMethod().getFullMethodName();
  private static final Metadata.Key<String> TRACEPARENT = header("traceparent");
  private static final Metadata.Key<String> TRACESTATE = header("tracestate");

  private final LookupTraces traces;

  private TracedCalls(LookupTraces traces) {
    this.traces = traces;
  }

  /** The same service, its lookups traced where there is something to trace them. */
  static ServerServiceDefinition of(Optional<LookupTraces> traces, BindableService service) {
    return traces
        .map(to -> ServerInterceptors.intercept(service, new TracedCalls(to)))
        .orElseGet(service::bindService);
  }

  @Override
  public <Q, A> ServerCall.Listener<Q> interceptCall(
      ServerCall<Q, A> call, Metadata headers, ServerCallHandler<Q, A> next) {
    Optional<LookupTrace> trace =
        METHOD.equals(call.getMethodDescriptor().getFullMethodName())
            ? traces.begin(METHOD, sent(headers, TRACEPARENT), sent(headers, TRACESTATE))
            : Optional.empty();
    if (trace.isEmpty()) {
      return next.startCall(call, headers);
    }
    Answered<Q, A> answered = new Answered<>(call);
    return new Traced<>(next.startCall(answered, headers), answered, trace.get());
  }

  /** Keeps what a call is closed with. */
  private static final class Answered<Q, A> extends SimpleForwardingServerCall<Q, A> {
    /** What gRPC itself closes a call with when answering it throws. */
    private Status status = Status.UNKNOWN;

    Answered(ServerCall<Q, A> call) {
      super(call);
    }

    @Override
    public void close(Status with, Metadata trailers) {
      status = with;
      super.close(with, trailers);
    }
  }

  private static final class Traced<Q> extends SimpleForwardingServerCallListener<Q> {
    private final Answered<Q, ?> answered;
    private final LookupTrace trace;

    Traced(ServerCall.Listener<Q> listener, Answered<Q, ?> answered, LookupTrace trace) {
      super(listener);
      this.answered = answered;
      this.trace = trace;
    }

    @Override
    public void onHalfClose() {
      ScopedValue.where(LookupTrace.CURRENT, trace).run(super::onHalfClose);
    }

    @Override
    public void onComplete() {
      super.onComplete();
      end(answered.status);
    }

    @Override
    public void onCancel() {
      super.onCancel();
      end(Status.CANCELLED);
    }

    private void end(Status status) {
      String code = status.getCode().name();
      trace.tell("rpc.system.name", "grpc");
      trace.tell("rpc.method", METHOD);
      trace.tell("rpc.response.status_code", code);
      if (failure(status.getCode())) {
        trace.failed(code, Optional.ofNullable(status.getDescription()).orElse(""));
      }
      trace.end();
    }
  }

  /** Whether the conventions take a code for the server's failure. */
  private static boolean failure(Status.Code code) {
    return switch (code) {
      case UNKNOWN, DEADLINE_EXCEEDED, UNIMPLEMENTED, INTERNAL, UNAVAILABLE, DATA_LOSS -> true;
      case OK,
          CANCELLED,
          INVALID_ARGUMENT,
          NOT_FOUND,
          ALREADY_EXISTS,
          PERMISSION_DENIED,
          RESOURCE_EXHAUSTED,
          FAILED_PRECONDITION,
          ABORTED,
          OUT_OF_RANGE,
          UNAUTHENTICATED ->
          false;
    };
  }

  private static Metadata.Key<String> header(String name) {
    return Metadata.Key.of(name, Metadata.ASCII_STRING_MARSHALLER);
  }

  /** Several headers of a name are one list. */
  private static @Nullable String sent(Metadata headers, Metadata.Key<String> key) {
    Iterable<String> values = headers.getAll(key);
    return values == null ? null : String.join(",", values);
  }
}
