package dev.tidemark.offline.flight;

import dev.tidemark.offline.duckdb.TestDuck;
import io.grpc.Grpc;
import io.grpc.InsecureChannelCredentials;
import io.grpc.ManagedChannel;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.apache.arrow.flight.FlightClient;
import org.apache.arrow.flight.FlightClient.ClientStreamListener;
import org.apache.arrow.flight.FlightClient.ExchangeReaderWriter;
import org.apache.arrow.flight.FlightDescriptor;
import org.apache.arrow.flight.FlightGrpcUtils;
import org.apache.arrow.flight.FlightStream;
import org.apache.arrow.flight.PutResult;
import org.apache.arrow.flight.SyncPutListener;
import org.apache.arrow.flight.Ticket;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.memory.RootAllocator;
import org.apache.arrow.vector.ipc.ArrowReader;
import org.apache.arrow.vector.ipc.ArrowStreamReader;
import org.apache.arrow.vector.ipc.ArrowStreamWriter;

/** Arrow's own Flight client, with DuckDB to make spines and to look at what comes back. */
@SuppressWarnings("try") // Flight's own classes throw any Exception when they are closed
final class TestClient implements AutoCloseable {
  final BufferAllocator memory = new RootAllocator();
  final TestDuck duck = new TestDuck();
  final ManagedChannel channel;
  final FlightClient flight;

  /** What came back: the columns with their types, and the rows, as texts. */
  record Got(List<List<Object>> columns, List<String> rows) {}

  TestClient(int port) throws Exception {
    channel =
        Grpc.newChannelBuilder("localhost:" + port, InsecureChannelCredentials.create()).build();
    flight = FlightGrpcUtils.createFlightClient(memory, channel);
  }

  static FlightDescriptor descriptor(String command) {
    return FlightDescriptor.command(command.getBytes(StandardCharsets.UTF_8));
  }

  /** Sends a query's rows as the spine, and gives what is answered. */
  Got exchange(String command, String spine) throws Exception {
    try (ExchangeReaderWriter exchange = flight.doExchange(descriptor(command))) {
      send(exchange.getWriter(), spine, 7);
      return got(exchange.getReader());
    }
  }

  /** Sends a query's rows, so many in a batch. */
  void send(ClientStreamListener to, String spine, long each) throws Exception {
    try (ArrowReader rows = duck.arrow(spine, memory, each)) {
      to.start(rows.getVectorSchemaRoot());
      while (rows.loadNextBatch()) {
        to.putNext();
      }
      to.completed();
    }
  }

  /** Puts a query's rows, so many in a batch, and gives the ticket for what becomes of them. */
  Ticket put(String command, String spine, long each) throws Exception {
    try (SyncPutListener results = new SyncPutListener();
        ArrowReader rows = duck.arrow(spine, memory, each)) {
      ClientStreamListener to =
          flight.startPut(descriptor(command), rows.getVectorSchemaRoot(), results);
      while (rows.loadNextBatch()) {
        to.putNext();
      }
      to.completed();
      byte[] ticket;
      try (PutResult result = results.read()) {
        ticket = new byte[(int) result.getApplicationMetadata().readableBytes()];
        result.getApplicationMetadata().getBytes(0, ticket);
      }
      to.getResult();
      return new Ticket(ticket);
    }
  }

  Got get(Ticket ticket) throws Exception {
    try (FlightStream stream = flight.getStream(ticket)) {
      return got(stream);
    }
  }

  Got got(FlightStream stream) throws Exception {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (ArrowStreamWriter out =
        new ArrowStreamWriter(stream.getRoot(), stream.getDictionaryProvider(), bytes)) {
      while (stream.next()) {
        out.writeBatch();
      }
      out.end();
    }
    try (ArrowReader rows =
        new ArrowStreamReader(new ByteArrayInputStream(bytes.toByteArray()), memory)) {
      duck.createTable("got", rows, memory);
    }
    return read("got");
  }

  /** A table's or a file's columns and rows. */
  Got read(String table) throws Exception {
    List<List<Object>> columns = new ArrayList<>();
    duck.rows("DESCRIBE FROM " + table).forEach(column -> columns.add(column.subList(0, 2)));
    return new Got(columns, duck.rows("FROM " + table).stream().map(List::toString).toList());
  }

  @Override
  public void close() throws Exception {
    flight.close();
    duck.close();
    memory.close();
  }
}
