package dev.tidemark.offline.flight;

import dev.tidemark.offline.duckdb.ExportException;
import io.grpc.stub.StreamObserver;
import java.util.function.Consumer;
import org.apache.arrow.flight.impl.Flight.FlightData;
import org.jspecify.annotations.Nullable;

/** Takes a spine, message by message; the first one says what is to become of it. */
final class Upload implements StreamObserver<FlightData> {
  private final Stage stage;
  private final Consumer<StagedSpine> whole;
  private final Consumer<Throwable> refused;
  private @Nullable StagedSpine spine;
  private boolean over;

  /**
   * @param whole takes the spine when it is there; what it throws is a refusal
   * @param refused is told why there is none
   */
  Upload(Stage stage, Consumer<StagedSpine> whole, Consumer<Throwable> refused) {
    this.stage = stage;
    this.whole = whole;
    this.refused = refused;
  }

  @Override
  public void onNext(FlightData data) {
    if (!over) {
      attempt(() -> take(data));
    }
  }

  private void take(FlightData data) {
    StagedSpine target = spine;
    if (target == null) {
      if (!data.hasFlightDescriptor()) {
        throw new ExportException(
            "Cannot take a spine without a descriptor: its command says which features to add");
      }
      target = stage.open(Command.of(data.getFlightDescriptor()));
      spine = target;
    }
    // A descriptor or the application's own data may come alone
    if (!data.getDataHeader().isEmpty()) {
      target.append(data);
    }
  }

  @Override
  public void onCompleted() {
    if (!over) {
      attempt(() -> {
        StagedSpine target = spine;
        if (target == null) {
          throw new ExportException(
              "Cannot cut a training set without a spine: send a descriptor, a schema and batches");
        }
        target.end();
        whole.accept(target);
        over = true;
      });
    }
  }

  private void attempt(Runnable step) {
    try {
      step.run();
    } catch (RuntimeException e) {
      close();
      refused.accept(e);
    }
  }

  @Override
  public void onError(Throwable gone) {
    if (!over) {
      close();
    }
  }

  private void close() {
    over = true;
    if (spine != null) {
      spine.close();
    }
  }
}
