package dev.tidemark.cli.cluster;

import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.kafka.common.protocol.ApiKeys;

/** Stands between clients and a broker on {@code localhost}, and loses what it is told to lose. */
public final class LossyProxy implements AutoCloseable {
  private static final byte[] HOST = "localhost".getBytes(StandardCharsets.US_ASCII);
  private final ServerSocket server;
  private final int broker;
  private final ApiKeys watched;
  private final Runnable beforeRequest;
  private final boolean losesAnswers;

  private LossyProxy(int broker, ApiKeys watched, Runnable beforeRequest, boolean losesAnswers)
      throws IOException {
    this.server = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
    this.broker = broker;
    this.watched = watched;
    this.beforeRequest = beforeRequest;
    this.losesAnswers = losesAnswers;
    Thread.ofVirtual().start(this::accept);
  }

  /** Does something whenever such a request comes, before the broker gets it. */
  public static LossyProxy before(int broker, ApiKeys watched, Runnable action) throws IOException {
    return new LossyProxy(broker, watched, action, false);
  }

  /** Gives such requests to the broker, and breaks the connection when it answers. */
  public static LossyProxy losingAnswers(int broker, ApiKeys watched) throws IOException {
    return new LossyProxy(broker, watched, () -> {}, true);
  }

  public String bootstrapServers() {
    return "localhost:" + server.getLocalPort();
  }

  private void accept() {
    try {
      while (true) {
        Socket client = server.accept();
        try {
          connect(client, new Socket(InetAddress.getLoopbackAddress(), broker));
        } catch (IOException e) {
          client.close();
        }
      }
    } catch (IOException e) {
      // Closed
    }
  }

  private void connect(Socket client, Socket target) {
    Set<Integer> lost = ConcurrentHashMap.newKeySet();
    Thread.ofVirtual().start(() -> pump(client, target, request -> passRequest(request, lost)));
    Thread.ofVirtual().start(() -> pump(target, client, answer -> passAnswer(answer, lost)));
  }

  /** Whether a frame goes on; otherwise the connection ends. */
  private interface Filter {
    boolean passes(ByteBuffer frame);
  }

  private static void pump(Socket from, Socket to, Filter filter) {
    try (from;
        to) {
      DataInputStream in = new DataInputStream(from.getInputStream());
      DataOutputStream out = new DataOutputStream(to.getOutputStream());
      while (true) {
        byte[] frame = new byte[in.readInt()];
        in.readFully(frame);
        if (!filter.passes(ByteBuffer.wrap(frame))) {
          return;
        }
        out.writeInt(frame.length);
        out.write(frame);
        out.flush();
      }
    } catch (IOException e) {
      // One of both has ended
    }
  }

  /** A request begins with its kind, its version, and the number that its answer will bear. */
  private boolean passRequest(ByteBuffer request, Set<Integer> lost) {
    if (request.getShort(0) == watched.id) {
      beforeRequest.run();
      if (losesAnswers) {
        lost.add(request.getInt(Integer.BYTES));
      }
    }
    return true;
  }

  /** Where an answer names the broker, it names the proxy instead. */
  private boolean passAnswer(ByteBuffer answer, Set<Integer> lost) {
    for (int i = 0; i + HOST.length + Integer.BYTES <= answer.limit(); i++) {
      if (answer.slice(i, HOST.length).equals(ByteBuffer.wrap(HOST))
          && answer.getInt(i + HOST.length) == broker) {
        answer.putInt(i + HOST.length, server.getLocalPort());
      }
    }
    return !lost.contains(answer.getInt(0));
  }

  @Override
  public void close() {
    try {
      server.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
