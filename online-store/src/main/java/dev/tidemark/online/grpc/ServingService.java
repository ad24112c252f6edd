package dev.tidemark.online.grpc;

import com.google.protobuf.InvalidProtocolBufferException;
import dev.tidemark.online.lookup.Stages;
import dev.tidemark.online.request.Admission;
import dev.tidemark.online.request.Answer;
import dev.tidemark.online.request.AnswerBuffer;
import dev.tidemark.online.request.FeatureRequest;
import dev.tidemark.online.request.FeatureRequests;
import dev.tidemark.online.request.LookupTrace;
import dev.tidemark.online.request.RequestException;
import dev.tidemark.online.request.RequestMeasures;
import dev.tidemark.registry.definition.Settings.GrpcNames;
import feast.proto.serving.ServingAPIProto.GetFeastServingInfoRequest;
import feast.proto.serving.ServingAPIProto.GetFeastServingInfoResponse;
import feast.proto.serving.ServingAPIProto.GetOnlineFeaturesRequest;
import feast.proto.serving.ServingServiceGrpc;
import io.grpc.BindableService;
import io.grpc.Context;
import io.grpc.MethodDescriptor;
import io.grpc.ServerServiceDefinition;
import io.grpc.ServiceDescriptor;
import io.grpc.Status;
import io.grpc.stub.ServerCallStreamObserver;
import io.grpc.stub.ServerCalls;
import io.grpc.stub.StreamObserver;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/** {@code feast.serving.ServingService}. */
final class ServingService implements BindableService {
  private static final String METHOD = "/feast.serving.ServingService/GetOnlineFeatures";

  private final FeatureRequests requests;
  private final Admission admission;
  private final RequestMeasures measures;
  private final GrpcNames names;
  private final AnswerBuffer.Pool<WireBuffer> buffers = new AnswerBuffer.Pool<>(WireBuffer::new);

  ServingService(
      FeatureRequests requests, Admission admission, RequestMeasures measures, GrpcNames names) {
    this.requests = requests;
    this.admission = admission;
    this.measures = measures;
    this.names = names;
  }

  /** The generated service, except that requests and answers to lookups are bytes. */
  @Override
  public ServerServiceDefinition bindService() {
    MethodDescriptor<GetFeastServingInfoRequest, GetFeastServingInfoResponse> described =
        ServingServiceGrpc.getGetFeastServingInfoMethod();
    MethodDescriptor<byte[], GetFeastServingInfoResponse> info =
        described.toBuilder(new RequestBytes(), described.getResponseMarshaller()).build();
    MethodDescriptor<byte[], Message> features =
        ServingServiceGrpc.getGetOnlineFeaturesMethod().toBuilder(
                new RequestBytes(), Message.MARSHALLER)
            .build();
    ServiceDescriptor service =
        ServiceDescriptor.newBuilder(ServingServiceGrpc.SERVICE_NAME)
            .setSchemaDescriptor(ServingServiceGrpc.getServiceDescriptor().getSchemaDescriptor())
            .addMethod(info)
            .addMethod(features)
            .build();
    return ServerServiceDefinition.builder(service)
        .addMethod(info, ServerCalls.asyncUnaryCall(ServingService::getFeastServingInfo))
        .addMethod(features, ServerCalls.asyncUnaryCall(this::getOnlineFeatures))
        .build();
  }

  private static void getFeastServingInfo(
      byte[] request, StreamObserver<GetFeastServingInfoResponse> observer) {
    String version =
        Optional.ofNullable(ServingService.class.getPackage().getImplementationVersion())
            .orElse("development");
    observer.onNext(GetFeastServingInfoResponse.newBuilder().setVersion(version).build());
    observer.onCompleted();
  }

  /** Runs on a thread of the network, which reads and refuses and does nothing that takes time. */
  private void getOnlineFeatures(byte[] request, StreamObserver<Message> observer) {
    long start = System.nanoTime();
    ServerCallStreamObserver<Message> call = (ServerCallStreamObserver<Message>) observer;
    // Without a handler, answering a caller who has gone is an error
    call.setOnCancelHandler(() -> {});
    Context context = Context.current();
    var _ =
        admission
            .answer(() -> answer(context, request, call))
            .exceptionally(ServingService::status)
            .thenAccept(status -> {
              if (!status.isOk()) {
                call.onError(status.asRuntimeException());
              }
              measures.answered(METHOD, status.getCode().value(), System.nanoTime() - start);
            });
  }

  private CompletableFuture<Status> answer(
      Context context, byte[] request, ServerCallStreamObserver<Message> observer) {
    if (observer.isCancelled()) {
      return CompletableFuture.completedFuture(Status.CANCELLED);
    }
    Context before = context.attach();
    try {
      return looked(GetOnlineFeaturesRequest.parseFrom(request))
          .thenApply(LookupTrace.carried(answer -> send(answer, observer)));
    } catch (InvalidProtocolBufferException e) {
      return CompletableFuture.completedFuture(UnreadableMessages.REFUSAL);
    } finally {
      context.detach(before);
    }
  }

  private CompletableFuture<Answer> looked(GetOnlineFeaturesRequest request) {
    Stages stages = new Stages();
    FeatureRequest asked =
        SentRequest.read(request, names == GrpcNames.VIEW_COLON_FEATURE, AsOf.current());
    return requests.answer(admission.checked(asked), stages);
  }

  private Status send(Answer answer, ServerCallStreamObserver<Message> observer) {
    WireBuffer buffer = buffers.take();
    ResponseWriter.write(buffer, answer, names);
    observer.onNext(new Message(buffer));
    buffers.give(buffer);
    // Before the call ends, and with it its trace
    requests.served(answer);
    observer.onCompleted();
    return Status.OK;
  }

  private static Status status(Throwable failure) {
    return failure instanceof RequestException refused
        ? Errors.refused(refused)
        : Errors.failed(METHOD, failure);
  }
}
