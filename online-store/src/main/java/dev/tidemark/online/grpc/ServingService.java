package dev.tidemark.online.grpc;

import dev.tidemark.online.lookup.Stages;
import dev.tidemark.online.request.Answer;
import dev.tidemark.online.request.AnswerBuffer;
import dev.tidemark.online.request.FeatureRequest;
import dev.tidemark.online.request.FeatureRequests;
import dev.tidemark.online.request.RequestException;
import dev.tidemark.online.request.RequestMeasures;
import dev.tidemark.registry.definition.Settings.GrpcNames;
import feast.proto.serving.ServingAPIProto.GetFeastServingInfoRequest;
import feast.proto.serving.ServingAPIProto.GetFeastServingInfoResponse;
import feast.proto.serving.ServingAPIProto.GetOnlineFeaturesRequest;
import feast.proto.serving.ServingServiceGrpc;
import io.grpc.BindableService;
import io.grpc.MethodDescriptor;
import io.grpc.ServerServiceDefinition;
import io.grpc.ServiceDescriptor;
import io.grpc.Status;
import io.grpc.stub.ServerCallStreamObserver;
import io.grpc.stub.ServerCalls;
import io.grpc.stub.StreamObserver;
import java.util.Optional;

/** {@code feast.serving.ServingService}. */
final class ServingService implements BindableService {
  private static final String METHOD = "/feast.serving.ServingService/GetOnlineFeatures";

  private final FeatureRequests requests;
  private final RequestMeasures measures;
  private final GrpcNames names;
  private final AnswerBuffer.Pool<WireBuffer> buffers = new AnswerBuffer.Pool<>(WireBuffer::new);

  ServingService(FeatureRequests requests, RequestMeasures measures, GrpcNames names) {
    this.requests = requests;
    this.measures = measures;
    this.names = names;
  }

  /** The generated service, except that answers to lookups are bytes. */
  @Override
  public ServerServiceDefinition bindService() {
    MethodDescriptor<GetFeastServingInfoRequest, GetFeastServingInfoResponse> info =
        ServingServiceGrpc.getGetFeastServingInfoMethod();
    MethodDescriptor<GetOnlineFeaturesRequest, ?> generated =
        ServingServiceGrpc.getGetOnlineFeaturesMethod();
    MethodDescriptor<GetOnlineFeaturesRequest, Message> features =
        generated.toBuilder(generated.getRequestMarshaller(), Message.MARSHALLER).build();
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
      GetFeastServingInfoRequest request, StreamObserver<GetFeastServingInfoResponse> observer) {
    String version =
        Optional.ofNullable(ServingService.class.getPackage().getImplementationVersion())
            .orElse("development");
    observer.onNext(GetFeastServingInfoResponse.newBuilder().setVersion(version).build());
    observer.onCompleted();
  }

  private void getOnlineFeatures(
      GetOnlineFeaturesRequest request, StreamObserver<Message> observer) {
    long start = System.nanoTime();
    ignoreCancelled(observer);
    Status status = answer(request, observer);
    if (!status.isOk()) {
      observer.onError(status.asRuntimeException());
    }
    measures.answered(METHOD, status.getCode().value(), System.nanoTime() - start);
  }

  private Status answer(GetOnlineFeaturesRequest request, StreamObserver<Message> observer) {
    Stages stages = new Stages();
    try {
      FeatureRequest asked =
          SentRequest.read(request, names == GrpcNames.VIEW_COLON_FEATURE, AsOf.current());
      Answer answer = requests.answer(asked, stages);
      WireBuffer buffer = buffers.take();
      ResponseWriter.write(buffer, answer, names);
      observer.onNext(new Message(buffer));
      buffers.give(buffer);
      observer.onCompleted();
      requests.served(answer);
      return Status.OK;
    } catch (RequestException e) {
      return Errors.refused(e);
    } catch (RuntimeException e) {
      return Errors.failed(METHOD, e);
    }
  }

  /** Without a handler, answering a caller who has gone is an error. */
  private static void ignoreCancelled(StreamObserver<?> observer) {
    if (observer instanceof ServerCallStreamObserver<?> call) {
      call.setOnCancelHandler(() -> {});
    }
  }
}
