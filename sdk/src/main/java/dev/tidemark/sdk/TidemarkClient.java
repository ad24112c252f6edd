package dev.tidemark.sdk;

import com.google.protobuf.MessageLite;
import dev.tidemark.sdk.TidemarkException.Kind;
import dev.tidemark.sdk.training.TrainingSet;
import dev.tidemark.sdk.training.TrainingSetRequest;
import dev.tidemark.serving.proto.EventServiceGrpc;
import dev.tidemark.serving.proto.EventServiceProto.Event;
import dev.tidemark.serving.proto.EventServiceProto.PublishRequest;
import dev.tidemark.serving.proto.EventServiceProto.PublishResponse;
import feast.proto.serving.ServingAPIProto.GetOnlineFeaturesRequest;
import feast.proto.serving.ServingAPIProto.GetOnlineFeaturesResponse;
import feast.proto.serving.ServingServiceGrpc;
import io.grpc.CallOptions;
import io.grpc.Channel;
import io.grpc.ClientInterceptors;
import io.grpc.Deadline;
import io.grpc.ManagedChannel;
import io.grpc.Metadata;
import io.grpc.stub.ClientCalls;
import io.grpc.stub.MetadataUtils;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Looks up features, publishes events and cuts training sets. A client keeps connections, so an
 * application has one, for all its threads, and closes it in the end. Lookups go to the nodes that
 * own their keys, publications are spread over the nodes that it was told.
 *
 * <p>Whatever fails is a {@link TidemarkException}; a future fails with it, too. Callbacks of
 * futures should not block.
 */
public final class TidemarkClient implements AutoCloseable {
  /** What a node takes. */
  private static final int LONGEST_REQUEST = 16 << 20;

  private static final long CLOSING_SECONDS = 5;
  private static final Metadata.Key<String> AS_OF =
      Metadata.Key.of("tidemark-as-of", Metadata.ASCII_STRING_MARSHALLER);

  private final LookupCalls lookups;
  private final ManagedChannel publications;
  private final Optional<ManagedChannel> flight;
  private final Duration lookupDeadline;
  private final Duration publishDeadline;

  TidemarkClient(
      LookupCalls lookups,
      ManagedChannel publications,
      Optional<ManagedChannel> flight,
      Duration lookupDeadline,
      Duration publishDeadline) {
    this.lookups = lookups;
    this.publications = publications;
    this.flight = flight;
    this.lookupDeadline = lookupDeadline;
    this.publishDeadline = publishDeadline;
  }

  /**
   * Begins a client.
   *
   * @param addresses of one or more nodes, each as {@code host:port}
   * @throws IllegalArgumentException when one is none
   */
  public static ClientBuilder builder(String... addresses) {
    return new ClientBuilder(List.of(addresses));
  }

  /** A client of nodes without TLS, with all settings at their defaults. */
  public static TidemarkClient plaintext(String... addresses) {
    return builder(addresses).plaintext().build();
  }

  /**
   * Looks up features. A lookup of more than 10,000 rows becomes several calls, four at a time, and
   * each is answered as of its own moment. While no node can answer, calls are repeated, and where
   * one is slow another is asked as well, within the deadline and the {@linkplain
   * ClientBuilder#retryBudget budget} for that.
   *
   * @throws TidemarkException when there is no answer
   */
  public FeatureRows lookup(LookupRequest request) {
    return await(lookupAsync(request), Kind.CANCELLED);
  }

  /** As {@link #lookup}, at once; cancelling the future cancels the lookup. */
  public CompletableFuture<FeatureRows> lookupAsync(LookupRequest request) {
    Deadline deadline = after(request.deadline().orElse(lookupDeadline));
    return Lookup.start(
        request,
        part ->
            Attempts.start(
                lookups,
                checked(part),
                deadline,
                node -> call(node, request.asOf(), part, deadline)));
  }

  private static Answer<?, GetOnlineFeaturesResponse> call(
      Channel node, Optional<Instant> asOf, GetOnlineFeaturesRequest request, Deadline deadline) {
    Answer<GetOnlineFeaturesRequest, GetOnlineFeaturesResponse> answer = new Answer<>();
    ClientCalls.asyncUnaryCall(
        asOf.map(time -> asOf(node, time))
            .orElse(node)
            .newCall(
                ServingServiceGrpc.getGetOnlineFeaturesMethod(),
                CallOptions.DEFAULT.withDeadline(deadline)),
        request,
        answer);
    return answer;
  }

  private static Channel asOf(Channel node, Instant time) {
    Metadata headers = new Metadata();
    headers.put(AS_OF, time.toString());
    return ClientInterceptors.intercept(node, MetadataUtils.newAttachHeadersInterceptor(headers));
  }

  /**
   * Publishes events to a source: all of them or none. Returns when the broker has them.
   *
   * <p>Nothing is repeated here. When a publication fails, nothing was written, except for the kind
   * {@code OUTCOME_UNKNOWN}: then all was or nothing. Who publishes the same events again after
   * that delivers them at least once; a source with an {@code id} drops what comes twice.
   *
   * @param events by the source's own field names; values are {@link Boolean}, {@link Integer},
   *     {@link Long}, {@link Float}, {@link Double}, {@link String}, {@code byte[]}, {@link
   *     Instant}, a {@link List} of one of these, or null
   * @return how many events the broker has
   * @throws TidemarkException when they are not published
   */
  public long publish(
      String source, List<? extends Map<String, ? extends @Nullable Object>> events) {
    return await(publishAsync(source, events), Kind.OUTCOME_UNKNOWN);
  }

  /** As {@link #publish}, at once; who cancels the future does not learn what was written. */
  public CompletableFuture<Long> publishAsync(
      String source, List<? extends Map<String, ? extends @Nullable Object>> events) {
    PublishRequest request;
    try {
      request = checked(request(source, events));
    } catch (TidemarkException e) {
      return CompletableFuture.failedFuture(e);
    }
    Sending sending = new Sending();
    Answer<PublishRequest, PublishResponse> answer = new Answer<>();
    CompletableFuture<Long> published = new CompletableFuture<>();
    CompletableFuture<?> unused =
        answer
            .future()
            .whenComplete((response, failure) -> {
              if (failure == null) {
                published.complete(response.getPublished());
              } else {
                published.completeExceptionally(Failures.ofPublication(failure, sending.begun()));
              }
            });
    unused = published.whenComplete((count, failure) -> answer.cancel());
    ClientCalls.asyncUnaryCall(
        publications.newCall(
            EventServiceGrpc.getPublishMethod(),
            CallOptions.DEFAULT
                .withDeadline(after(publishDeadline))
                .withStreamTracerFactory(sending)),
        request,
        answer);
    return published;
  }

  private static PublishRequest request(
      String source, List<? extends Map<String, ? extends @Nullable Object>> events) {
    PublishRequest.Builder request = PublishRequest.newBuilder().setSource(source);
    for (Map<String, ? extends @Nullable Object> event : events) {
      int row = request.getEventsCount();
      Event.Builder columns = request.addEventsBuilder();
      event.forEach((name, value) ->
          columns.putColumns(
              name, SentValue.TEXT.of(() -> "%s, row %d".formatted(name, row), value)));
    }
    return request.build();
  }

  /**
   * Cuts a training set: sends the request's rows to a node and returns when the first of them come
   * back with their features. Needs the address of {@linkplain ClientBuilder#flight Arrow Flight},
   * and {@code org.apache.arrow:flight-core} on the class path. Nothing is repeated here; a request
   * whose rows come as batches of a reader cannot be made twice.
   *
   * @throws TidemarkException when there is none
   * @throws IllegalStateException when the client has no such address, or Arrow cannot be used
   */
  public TrainingSet trainingSet(TrainingSetRequest request) {
    ManagedChannel to =
        flight.orElseThrow(() ->
            new IllegalStateException(
                "Cannot cut a training set: the client has no address of Arrow Flight; give it one"
                    + " with flight(\"localhost:8815\")"));
    try {
      return TrainingSet.of(request, to);
    } catch (LinkageError e) {
      throw new IllegalStateException(
          "Cannot cut a training set: Arrow cannot be used (%s); put org.apache.arrow:flight-core on"
                  .formatted(e)
              + " the class path, and start Java with --add-opens=java.base/java.nio=ALL-UNNAMED",
          e);
    }
  }

  private static Deadline after(Duration time) {
    return Deadline.after(time.toNanos(), TimeUnit.NANOSECONDS);
  }

  private static <M extends MessageLite> M checked(M request) {
    int size = request.getSerializedSize();
    if (size > LONGEST_REQUEST) {
      throw new TidemarkException(
          Kind.INVALID_REQUEST,
          "Cannot send the request: it takes %,d bytes of at most %,d; send fewer rows at once"
              .formatted(size, LONGEST_REQUEST));
    }
    return request;
  }

  /**
   * What comes of a future.
   *
   * @param interrupted what it means when the thread is
   */
  private static <T> T await(CompletableFuture<T> future, Kind interrupted) {
    try {
      return future.get();
    } catch (InterruptedException e) {
      future.cancel(true);
      Thread.currentThread().interrupt();
      throw new TidemarkException(
          interrupted, "Cannot wait for the answer: the thread was interrupted", e);
    } catch (ExecutionException e) {
      if (e.getCause() instanceof TidemarkException failure) {
        // With the stack of the caller
        throw new TidemarkException(failure.kind(), String.valueOf(failure.getMessage()), failure);
      }
      throw new IllegalStateException("A failure that is not ours", e);
    }
  }

  /** Lets calls that run finish, for some seconds. Later calls fail. */
  @Override
  public void close() {
    List<ManagedChannel> channels = new ArrayList<>(lookups.shutdown());
    channels.add(publications);
    flight.ifPresent(channels::add);
    channels.forEach(ManagedChannel::shutdown);
    channels.forEach(TidemarkClient::close);
  }

  private static void close(ManagedChannel channel) {
    try {
      if (!channel.awaitTermination(CLOSING_SECONDS, TimeUnit.SECONDS)) {
        channel.shutdownNow();
      }
    } catch (InterruptedException e) {
      channel.shutdownNow();
      Thread.currentThread().interrupt();
    }
  }
}
