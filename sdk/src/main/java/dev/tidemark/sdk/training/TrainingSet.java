package dev.tidemark.sdk.training;

import dev.tidemark.sdk.TidemarkException;
import dev.tidemark.sdk.TidemarkException.Kind;
import io.grpc.ManagedChannel;
import java.io.IOException;
import java.io.UncheckedIOException;
import org.apache.arrow.flight.FlightRuntimeException;
import org.apache.arrow.flight.FlightStream;
import org.apache.arrow.vector.VectorSchemaRoot;
import org.apache.arrow.vector.types.pojo.Schema;

/**
 * A training set that comes, batch by batch, no faster than it is read: the spine's columns and
 * rows, in their order, with a column for each feature. For one thread. To be closed, also before
 * its end.
 */
public final class TrainingSet implements AutoCloseable {
  private final FlightCall call;
  private final FlightStream stream;

  private TrainingSet(FlightCall call, FlightStream stream) {
    this.call = call;
    this.stream = stream;
  }

  /**
   * For the client: sends the request and waits until the training set comes.
   *
   * @throws TidemarkException when it does not
   */
  public static TrainingSet of(TrainingSetRequest request, ManagedChannel channel) {
    FlightCall call = new FlightCall(channel, request.deadline());
    try {
      FlightStream stream = call.get(call.put(request));
      TrainingSet set = new TrainingSet(call, stream);
      set.schema();
      return set;
    } catch (IOException e) {
      call.close();
      throw new UncheckedIOException("Cannot read the spine", e);
    } catch (FlightRuntimeException e) {
      call.close();
      throw Failures.of(e);
    } catch (RuntimeException e) {
      call.close();
      throw e;
    }
  }

  /** The columns with their types. */
  public Schema schema() {
    return stream.getSchema();
  }

  /**
   * Goes on to the next batch, if there is one.
   *
   * @throws TidemarkException when the training set ends too early
   */
  public boolean next() {
    try {
      return stream.next();
    } catch (FlightRuntimeException e) {
      throw Failures.of(e);
    }
  }

  /** The present batch: the same object for all, whose vectors hold other rows after each next. */
  public VectorSchemaRoot batch() {
    return stream.getRoot();
  }

  /** Ends it, read or not. What was taken from a batch must have been closed before. */
  @Override
  public void close() {
    try {
      stream.close();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (RuntimeException e) {
      throw e;
    } catch (Exception e) {
      throw new TidemarkException(Kind.FAILED, "Cannot close the training set", e);
    } finally {
      call.close();
    }
  }
}
