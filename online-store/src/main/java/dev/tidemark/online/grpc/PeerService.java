package dev.tidemark.online.grpc;

import dev.tidemark.online.lookup.PeerReads;
import dev.tidemark.online.request.Admission;
import dev.tidemark.online.request.RequestException;
import dev.tidemark.online.seen.SeenHere;
import dev.tidemark.peer.proto.PeerServiceGrpc;
import dev.tidemark.peer.proto.PeerServiceProto.LocateRequest;
import dev.tidemark.peer.proto.PeerServiceProto.LocateResponse;
import dev.tidemark.peer.proto.PeerServiceProto.ReadRequest;
import dev.tidemark.peer.proto.PeerServiceProto.ReadResponse;
import dev.tidemark.peer.proto.PeerServiceProto.SeenRequest;
import dev.tidemark.peer.proto.PeerServiceProto.SeenResponse;
import io.grpc.Status;
import io.grpc.stub.StreamObserver;
import java.util.concurrent.CompletableFuture;

/** {@code tidemark.peer.PeerService}: what is here, for lookups that came to other nodes. */
final class PeerService extends PeerServiceGrpc.PeerServiceImplBase {
  private static final String METHOD = "/tidemark.peer.PeerService/Read";

  private final PeerReads reads;
  private final SeenHere seen;
  private final Admission admission;

  PeerService(PeerReads reads, Admission admission) {
    this.reads = reads;
    this.seen = new SeenHere(reads.sources());
    this.admission = admission;
  }

  @Override
  public void read(ReadRequest request, StreamObserver<ReadResponse> observer) {
    var _ =
        admission
            .answer(() -> CompletableFuture.completedFuture(reads.read(request)))
            .whenComplete((response, failure) -> {
              if (failure == null) {
                observer.onNext(response);
                observer.onCompleted();
              } else {
                observer.onError(status(failure).asRuntimeException());
              }
            });
  }

  @Override
  public void locate(LocateRequest request, StreamObserver<LocateResponse> observer) {
    observer.onNext(reads.locate());
    observer.onCompleted();
  }

  @Override
  public void seen(SeenRequest request, StreamObserver<SeenResponse> observer) {
    observer.onNext(seen.answer(request));
    observer.onCompleted();
  }

  private static Status status(Throwable failure) {
    return switch (failure) {
      case RequestException refused -> Errors.refused(refused);
      case IllegalArgumentException unfit ->
          Status.INVALID_ARGUMENT.withDescription(unfit.getMessage());
      default -> Errors.failed(METHOD, failure);
    };
  }
}
