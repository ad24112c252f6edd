package dev.tidemark.cli.bench;

import dev.tidemark.cli.bench.Measured.Schedule;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import java.util.stream.Stream;

/**
 * Over plain sockets, each with a thread: a client that costs next to nothing beside the server.
 */
final class HttpLoad implements Load {
  private static final int BUFFER = 1 << 15;

  /**
   * As much as an answer: on loopback, whose segments have 64 KiB, a smaller window closes, and
   * opens again by timers of 40 ms.
   */
  private static final int RECEIVED = 1 << 21;

  private final URI address;
  private final List<byte[]> requests;
  private final AtomicInteger next = new AtomicInteger();

  HttpLoad(String address, List<byte[]> bodies) {
    this.address = URI.create(address);
    this.requests = bodies.stream().map(this::request).toList();
  }

  private byte[] request(byte[] body) {
    byte[] head =
        "POST %s HTTP/1.1\r\nHost: %s\r\nContent-Length: %d\r\n\r\n"
            .formatted(address.getPath(), address.getAuthority(), body.length)
            .getBytes(StandardCharsets.US_ASCII);
    byte[] request = java.util.Arrays.copyOf(head, head.length + body.length);
    System.arraycopy(body, 0, request, head.length, body.length);
    return request;
  }

  @Override
  public byte[] once() {
    try (Connection connection = new Connection()) {
      int status = connection.send(requests.getFirst());
      byte[] body = connection.read();
      if (status != 200) {
        throw new IOException(new String(body, StandardCharsets.UTF_8));
      }
      return body;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public Measured closed(int clients, Duration time) {
    List<Client> connected = connect(clients);
    Measured measured = new Measured(time);
    long end = System.nanoTime() + time.toNanos();
    each(
        connected,
        client -> {
          for (long start = System.nanoTime(); start < end; start = System.nanoTime()) {
            client.send(measured, start);
          }
        });
    return measured;
  }

  @Override
  public Measured open(double perSecond, int most, Duration time) {
    List<Client> connected = connect(most);
    Measured measured = new Measured(time);
    Schedule schedule = new Schedule(perSecond, time);
    each(
        connected,
        client -> {
          for (long due = schedule.next(); due != -1; due = schedule.next()) {
            Schedule.await(due);
            client.send(measured, due);
          }
        });
    return measured;
  }

  private List<Client> connect(int clients) {
    return Stream.generate(Client::new).limit(clients).toList();
  }

  private static void each(List<Client> clients, Consumer<Client> work) {
    try (ExecutorService threads = Executors.newFixedThreadPool(clients.size())) {
      CompletableFuture.allOf(
              clients.stream()
                  .map(client ->
                      CompletableFuture.runAsync(
                          () -> {
                            try (client) {
                              work.accept(client);
                            }
                          },
                          threads))
                  .toArray(CompletableFuture<?>[]::new))
          .join();
    }
  }

  @Override
  public void close() {}

  /** One that connects anew when its connection breaks. */
  private final class Client implements AutoCloseable {
    private Connection connection = new Connection();

    void send(Measured measured, long start) {
      try {
        int status =
            connection.send(requests.get(Math.floorMod(next.getAndIncrement(), requests.size())));
        connection.skip();
        long nanos = System.nanoTime() - start;
        switch (status) {
          case 200 -> measured.served().recordValue(nanos);
          case 429 -> measured.refused().recordValue(nanos);
          default -> measured.fail();
        }
      } catch (IOException e) {
        measured.fail();
        connection.close();
        connection = new Connection();
      }
    }

    @Override
    public void close() {
      connection.close();
    }
  }

  private final class Connection implements AutoCloseable {
    private final Socket socket;
    private final InputStream in;
    private final OutputStream out;
    private int length;

    Connection() {
      try {
        socket = new Socket();
        socket.setReceiveBufferSize(RECEIVED);
        socket.connect(new InetSocketAddress(address.getHost(), address.getPort()));
        socket.setTcpNoDelay(true);
        in = new BufferedInputStream(socket.getInputStream(), BUFFER);
        out = socket.getOutputStream();
      } catch (IOException e) {
        throw new UncheckedIOException("Cannot connect to " + address, e);
      }
    }

    /** Reads the body of the answer. */
    byte[] read() throws IOException {
      byte[] body = in.readNBytes(length);
      if (body.length < length) {
        throw closed();
      }
      return body;
    }

    /** The same, without keeping it: what clients keep, they would have to collect as garbage. */
    void skip() throws IOException {
      in.skipNBytes(length);
    }

    private static IOException closed() {
      return new IOException("Cannot read the answer: the connection was closed");
    }

    /** Returns the status of the answer; its body has to be read or skipped then. */
    int send(byte[] request) throws IOException {
      out.write(request);
      int status = Integer.parseInt(line().split(" ", -1)[1]);
      length = -1;
      for (String line = line(); !line.isEmpty(); line = line()) {
        if (line.toLowerCase(Locale.ROOT).startsWith("content-length:")) {
          length = Integer.parseInt(line.substring(line.indexOf(':') + 1).strip());
        }
      }
      if (length < 0) {
        throw new IOException("Cannot read the answer: it has no Content-Length");
      }
      return status;
    }

    private String line() throws IOException {
      StringBuilder line = new StringBuilder();
      for (int c = in.read(); c != '\n'; c = in.read()) {
        if (c < 0) {
          throw closed();
        }
        if (c != '\r') {
          line.append((char) c);
        }
      }
      return line.toString();
    }

    @Override
    public void close() {
      try {
        socket.close();
      } catch (IOException e) {
        // It is not used again
      }
    }
  }
}
