package dev.tidemark.online.grpc;

import dev.tidemark.online.request.Answer;
import dev.tidemark.online.request.FeatureRequest;
import dev.tidemark.online.request.FeatureRequests;
import dev.tidemark.online.request.RequestException;
import dev.tidemark.online.request.RequestMeasures;
import dev.tidemark.registry.definition.Settings.GrpcNames;
import feast.proto.serving.ServingAPIProto.GetFeastServingInfoRequest;
import feast.proto.serving.ServingAPIProto.GetFeastServingInfoResponse;
import feast.proto.serving.ServingAPIProto.GetOnlineFeaturesRequest;
import feast.proto.serving.ServingAPIProto.GetOnlineFeaturesResponse;
import feast.proto.serving.ServingServiceGrpc;
import io.grpc.Status;
import io.grpc.stub.ServerCallStreamObserver;
import io.grpc.stub.StreamObserver;
import java.util.Optional;

/** {@code feast.serving.ServingService}. */
final class ServingService extends ServingServiceGrpc.ServingServiceImplBase {
  private static final String METHOD = "/feast.serving.ServingService/GetOnlineFeatures";

  private final FeatureRequests requests;
  private final RequestMeasures measures;
  private final GrpcNames names;

  ServingService(FeatureRequests requests, RequestMeasures measures, GrpcNames names) {
    this.requests = requests;
    this.measures = measures;
    this.names = names;
  }

  @Override
  public void getFeastServingInfo(
      GetFeastServingInfoRequest request, StreamObserver<GetFeastServingInfoResponse> observer) {
    String version =
        Optional.ofNullable(ServingService.class.getPackage().getImplementationVersion())
            .orElse("development");
    observer.onNext(GetFeastServingInfoResponse.newBuilder().setVersion(version).build());
    observer.onCompleted();
  }

  @Override
  public void getOnlineFeatures(
      GetOnlineFeaturesRequest request, StreamObserver<GetOnlineFeaturesResponse> observer) {
    long start = System.nanoTime();
    ignoreCancelled(observer);
    Status status = answer(request, observer);
    if (!status.isOk()) {
      observer.onError(status.asRuntimeException());
    }
    measures.answered(METHOD, status.getCode().value(), System.nanoTime() - start);
  }

  private Status answer(
      GetOnlineFeaturesRequest request, StreamObserver<GetOnlineFeaturesResponse> observer) {
    try {
      FeatureRequest asked =
          SentRequest.read(request, names == GrpcNames.VIEW_COLON_FEATURE, AsOf.current());
      Answer answer = requests.answer(asked);
      observer.onNext(new ResponseWriter(answer).write(names));
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
