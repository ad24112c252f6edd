package dev.tidemark.offline.flight;

import com.google.protobuf.ByteString;
import io.grpc.Status;
import io.grpc.stub.ServerCallStreamObserver;
import io.grpc.stub.StreamObserver;
import org.apache.arrow.flight.impl.Flight.Action;
import org.apache.arrow.flight.impl.Flight.ActionType;
import org.apache.arrow.flight.impl.Flight.Criteria;
import org.apache.arrow.flight.impl.Flight.Empty;
import org.apache.arrow.flight.impl.Flight.FlightData;
import org.apache.arrow.flight.impl.Flight.FlightDescriptor;
import org.apache.arrow.flight.impl.Flight.FlightInfo;
import org.apache.arrow.flight.impl.Flight.PutResult;
import org.apache.arrow.flight.impl.Flight.Result;
import org.apache.arrow.flight.impl.Flight.SchemaResult;
import org.apache.arrow.flight.impl.Flight.Ticket;
import org.apache.arrow.flight.impl.FlightServiceGrpc.FlightServiceImplBase;

/** The methods of Flight's service. */
final class FlightCalls extends FlightServiceImplBase {
  private final Stage stage;
  private final Exports exports;

  FlightCalls(Stage stage, Exports exports) {
    this.stage = stage;
    this.exports = exports;
  }

  @Override
  public StreamObserver<FlightData> doExchange(StreamObserver<FlightData> observer) {
    Answer answer = new Answer(observer);
    return new Upload(
        stage, spine -> exports.start(answer, () -> stage.take(spine.ticket())), answer::fail);
  }

  @Override
  public StreamObserver<FlightData> doPut(StreamObserver<PutResult> observer) {
    ignoreCancellation(observer);
    return new Upload(
        stage,
        spine -> {
          observer.onNext(
              PutResult.newBuilder()
                  .setAppMetadata(ByteString.copyFromUtf8(spine.ticket()))
                  .build());
          observer.onCompleted();
        },
        failure -> observer.onError(Refusals.of(failure)));
  }

  @Override
  public void doGet(Ticket ticket, StreamObserver<FlightData> observer) {
    Answer answer = new Answer(observer);
    try {
      exports.start(answer, () -> stage.take(ticket.getTicket().toStringUtf8()));
    } catch (RuntimeException e) {
      answer.fail(e);
    }
  }

  @Override
  public void listFlights(Criteria criteria, StreamObserver<FlightInfo> observer) {
    observer.onCompleted();
  }

  @Override
  public void listActions(Empty nothing, StreamObserver<ActionType> observer) {
    observer.onCompleted();
  }

  @Override
  public void doAction(Action action, StreamObserver<Result> observer) {
    observer.onError(
        Status.UNIMPLEMENTED
            .withDescription("Cannot do action %s: there is none".formatted(action.getType()))
            .asRuntimeException());
  }

  @Override
  public void getFlightInfo(FlightDescriptor descriptor, StreamObserver<FlightInfo> observer) {
    observer.onError(spineless());
  }

  @Override
  public void getSchema(FlightDescriptor descriptor, StreamObserver<SchemaResult> observer) {
    observer.onError(spineless());
  }

  private static Exception spineless() {
    return Status.UNIMPLEMENTED
        .withDescription(
            "Cannot tell about a training set without its spine: use DoExchange, or DoPut and then"
                + " DoGet")
        .asRuntimeException();
  }

  /** Without a handler, answering a client who has gone is an error. */
  private static void ignoreCancellation(StreamObserver<?> observer) {
    ((ServerCallStreamObserver<?>) observer).setOnCancelHandler(() -> {});
  }
}
