package dev.tidemark.sdk.training;

import dev.tidemark.sdk.TidemarkException;
import dev.tidemark.sdk.TidemarkException.Kind;
import io.grpc.ManagedChannel;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import org.apache.arrow.flight.CallOption;
import org.apache.arrow.flight.CallOptions;
import org.apache.arrow.flight.FlightClient;
import org.apache.arrow.flight.FlightClient.ClientStreamListener;
import org.apache.arrow.flight.FlightDescriptor;
import org.apache.arrow.flight.FlightGrpcUtils;
import org.apache.arrow.flight.FlightRuntimeException;
import org.apache.arrow.flight.FlightStream;
import org.apache.arrow.flight.PutResult;
import org.apache.arrow.flight.SyncPutListener;
import org.apache.arrow.flight.Ticket;
import org.apache.arrow.memory.ArrowBuf;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.memory.RootAllocator;

/**
 * What a training set takes of Flight: the spine is put, and the training set is got. An exchange
 * would be one call, but of it Arrow's client takes in all that comes, read or not.
 */
final class FlightCall implements AutoCloseable {
  private final BufferAllocator memory = new RootAllocator();
  private final FlightClient flight;
  private final long end;

  FlightCall(ManagedChannel channel, Duration deadline) {
    flight = FlightGrpcUtils.createFlightClientWithSharedChannel(memory, channel);
    end = System.nanoTime() + deadline.toNanos();
  }

  private CallOption timeLeft() {
    return CallOptions.timeout(Math.max(0, end - System.nanoTime()), TimeUnit.NANOSECONDS);
  }

  Ticket put(TrainingSetRequest request) throws IOException {
    FlightDescriptor descriptor =
        FlightDescriptor.command(request.command().getBytes(StandardCharsets.UTF_8));
    List<ClientStreamListener> begun = new ArrayList<>();
    try (SyncPutListener results = new SyncPutListener()) {
      Spine.Start start =
          (root, dictionaries) -> {
            begun.add(flight.startPut(descriptor, root, dictionaries, results, timeLeft()));
            return begun.get(0);
          };
      try {
        request.spine().send(memory, start).completed();
      } catch (IOException | RuntimeException e) {
        begun.forEach(call -> abandon(call, results, e));
        throw e;
      }
      return ticket(results);
    }
  }

  /** What cannot be sent may be so because the node has refused it: that is the failure then. */
  private static void abandon(ClientStreamListener call, SyncPutListener results, Exception e) {
    if (results.isCancelled()) {
      call.getResult();
    }
    call.error(e);
  }

  private static Ticket ticket(SyncPutListener results) {
    try (PutResult result = results.read()) {
      if (result == null) {
        results.getResult();
        throw new TidemarkException(Kind.FAILED, "Cannot cut the training set: no ticket came");
      }
      ArrowBuf metadata = result.getApplicationMetadata();
      byte[] ticket = new byte[(int) metadata.readableBytes()];
      metadata.getBytes(0, ticket);
      return new Ticket(ticket);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new TidemarkException(
          Kind.CANCELLED, "Cannot wait for the training set: the thread was interrupted", e);
    } catch (ExecutionException e) {
      if (e.getCause() instanceof FlightRuntimeException failure) {
        throw failure;
      }
      throw new TidemarkException(Kind.FAILED, "Cannot cut the training set: " + e.getMessage(), e);
    }
  }

  FlightStream get(Ticket ticket) {
    return flight.getStream(ticket, timeLeft());
  }

  @Override
  public void close() {
    try {
      flight.close();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    memory.close();
  }
}
