package dev.tidemark.bench;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Locale;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.stream.IntStream;
import org.HdrHistogram.ConcurrentHistogram;
import org.HdrHistogram.Histogram;

/**
 * Closed-loop clients over plain sockets that send one request, ready-made, again and again: a
 * client that costs next to nothing beside the server.
 */
final class HttpLoad {
  private final URI address;
  private final byte[] request;
  private final int connections;

  HttpLoad(String address, byte[] body, int connections) {
    this.address = URI.create(address);
    this.connections = connections;
    String head =
        "POST /get-online-features HTTP/1.1\r\nHost: %s\r\nContent-Length: %d\r\n\r\n"
            .formatted(this.address.getAuthority(), body.length);
    byte[] headBytes = head.getBytes(StandardCharsets.US_ASCII);
    request = new byte[headBytes.length + body.length];
    System.arraycopy(headBytes, 0, request, 0, headBytes.length);
    System.arraycopy(body, 0, request, headBytes.length, body.length);
  }

  /** What one request is answered. */
  byte[] once() throws IOException {
    try (Connection connection = new Connection()) {
      return connection.send();
    }
  }

  /** Latencies in nanoseconds of the requests that were sent in a time. */
  Histogram run(Duration time) {
    Histogram histogram = new ConcurrentHistogram(3);
    long end = System.nanoTime() + time.toNanos();
    try (ExecutorService threads = Executors.newFixedThreadPool(connections)) {
      CompletableFuture.allOf(
              IntStream.range(0, connections)
                  .mapToObj(i -> CompletableFuture.runAsync(() -> send(histogram, end), threads))
                  .toArray(CompletableFuture<?>[]::new))
          .join();
    }
    return histogram;
  }

  private void send(Histogram histogram, long end) {
    try (Connection connection = new Connection()) {
      for (long start = System.nanoTime(); start < end; start = System.nanoTime()) {
        connection.send();
        histogram.recordValue(System.nanoTime() - start);
      }
    } catch (IOException e) {
      throw new IllegalStateException("Cannot go on", e);
    }
  }

  private final class Connection implements AutoCloseable {
    private final Socket socket = new Socket(address.getHost(), address.getPort());
    private final InputStream in = new BufferedInputStream(socket.getInputStream(), 1 << 16);
    private final OutputStream out = socket.getOutputStream();

    Connection() throws IOException {
      socket.setTcpNoDelay(true);
    }

    byte[] send() throws IOException {
      out.write(request);
      String status = line();
      int length = -1;
      for (String line = line(); !line.isEmpty(); line = line()) {
        if (line.toLowerCase(Locale.ROOT).startsWith("content-length:")) {
          length = Integer.parseInt(line.substring(line.indexOf(':') + 1).strip());
        }
      }
      byte[] body = in.readNBytes(length);
      if (!status.contains(" 200 ")) {
        throw new IOException(status + ": " + new String(body, StandardCharsets.UTF_8));
      }
      return body;
    }

    private String line() throws IOException {
      StringBuilder line = new StringBuilder();
      for (int c = in.read(); c != '\n'; c = in.read()) {
        if (c < 0) {
          throw new IOException("Cannot read answer: the connection was closed");
        }
        if (c != '\r') {
          line.append((char) c);
        }
      }
      return line.toString();
    }

    @Override
    public void close() throws IOException {
      socket.close();
    }
  }
}
