package dev.tidemark.online.grpc;

import dev.tidemark.online.request.RequestMeasures;
import dev.tidemark.registry.job.PushException;
import dev.tidemark.registry.job.Pushes;
import dev.tidemark.serving.proto.EventServiceGrpc;
import dev.tidemark.serving.proto.EventServiceProto.PublishRequest;
import dev.tidemark.serving.proto.EventServiceProto.PublishResponse;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.grpc.stub.ServerCallStreamObserver;
import io.grpc.stub.StreamObserver;

/** {@code tidemark.serving.EventService}. */
final class EventService extends EventServiceGrpc.EventServiceImplBase {
  private static final String METHOD = "/tidemark.serving.EventService/Publish";

  private final Pushes pushes;
  private final RequestMeasures measures;

  EventService(Pushes pushes, RequestMeasures measures) {
    this.pushes = pushes;
    this.measures = measures;
  }

  @Override
  public void publish(PublishRequest request, StreamObserver<PublishResponse> observer) {
    long start = System.nanoTime();
    // Without a handler, answering a caller who has gone is an error
    ((ServerCallStreamObserver<PublishResponse>) observer).setOnCancelHandler(() -> {});
    Status status = Status.OK;
    try {
      pushes.push(request.getSource(), SentEvents.rows(request));
      observer.onNext(PublishResponse.newBuilder().setPublished(request.getEventsCount()).build());
      observer.onCompleted();
    } catch (PushException e) {
      StatusRuntimeException refused = Errors.refused(e);
      status = refused.getStatus();
      observer.onError(refused);
    } catch (RuntimeException e) {
      status = Errors.failed(METHOD, e);
      observer.onError(status.asRuntimeException());
    }
    measures.answered(METHOD, status.getCode().value(), System.nanoTime() - start);
  }
}
