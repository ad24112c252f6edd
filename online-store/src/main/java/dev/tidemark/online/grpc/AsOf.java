package dev.tidemark.online.grpc;

import dev.tidemark.online.request.FeatureRequest;
import io.grpc.Context;
import io.grpc.Contexts;
import io.grpc.Metadata;
import io.grpc.ServerCall;
import io.grpc.ServerCallHandler;
import io.grpc.ServerInterceptor;
import java.util.Optional;

/**
 * The time that a request asks about, which its metadata may hold: Feast's message has no place.
 */
final class AsOf implements ServerInterceptor {
  private static final String NAME = "tidemark-as-of";
  private static final Metadata.Key<String> HEADER =
      Metadata.Key.of(NAME, Metadata.ASCII_STRING_MARSHALLER);
  private static final Context.Key<String> TEXT = Context.key(NAME);

  @Override
  public <Q, A> ServerCall.Listener<Q> interceptCall(
      ServerCall<Q, A> call, Metadata headers, ServerCallHandler<Q, A> next) {
    String text = headers.get(HEADER);
    return text == null
        ? next.startCall(call, headers)
        : Contexts.interceptCall(Context.current().withValue(TEXT, text), call, headers, next);
  }

  /**
   * The time of the request that is being answered, microseconds since the epoch.
   *
   * @throws dev.tidemark.online.request.RequestException when it is no time
   */
  static Optional<Long> current() {
    String text = TEXT.get();
    if (text == null) {
      return Optional.empty();
    }
    Optional<Long> time = FeatureRequest.time(text);
    if (time.isEmpty()) {
      throw FeatureRequest.unfit(
          NAME, FeatureRequest.AN_RFC_3339_TIME, "\"" + FeatureRequest.shortened(text) + "\"");
    }
    return time;
  }
}
