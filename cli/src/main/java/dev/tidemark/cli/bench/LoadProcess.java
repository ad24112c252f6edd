package dev.tidemark.cli.bench;

import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.BufferedReader;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** A process that sends requests: a {@link Task} on each line of its input, of each the result. */
final class LoadProcess {
  private static final JsonMapper JSON = new JsonMapper();

  private LoadProcess() {}

  /**
   * Where requests go.
   *
   * @param address {@code host:port} for gRPC, the URL for HTTP
   * @param method of gRPC
   * @param requests the file that holds them
   */
  record Target(Protocol protocol, String address, String method, String requests) {
    Load open() {
      List<byte[]> read = read(Path.of(requests));
      return switch (protocol) {
        case GRPC -> new GrpcLoad(address, method, read);
        case HTTP -> new HttpLoad(address, read);
      };
    }
  }

  /**
   * What to send.
   *
   * @param clients of a closed loop, or how many requests of an open one may be on their way
   * @param perSecond of an open loop; 0 for a closed one
   * @param millis how long; 0 for one request, whose answer is wanted
   */
  record Task(Target target, int clients, double perSecond, long millis) {
    static Task closed(Target target, int clients, Duration time) {
      return new Task(target, clients, 0, time.toMillis());
    }

    static Task open(Target target, double perSecond, Duration time) {
      return new Task(target, target.protocol().most(), perSecond, time.toMillis());
    }

    static Task once(Target target) {
      return new Task(target, 1, 0, 0);
    }
  }

  public static void main(String[] args) throws IOException {
    Map<Target, Load> loads = new HashMap<>();
    BufferedReader in =
        new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
    for (String line = in.readLine(); line != null; line = in.readLine()) {
      Task task = JSON.readValue(line, Task.class);
      Load load = loads.computeIfAbsent(task.target(), Target::open);
      System.out.println(JSON.writeValueAsString(run(load, task)));
    }
    System.exit(0);
  }

  private static Result run(Load load, Task task) {
    Duration time = Duration.ofMillis(task.millis());
    if (time.isZero()) {
      return Result.of(load.once());
    }
    return Result.of(
        task.perSecond() == 0
            ? load.closed(task.clients(), time)
            : load.open(task.perSecond(), task.clients(), time));
  }

  /** Writes what {@link Target#requests} names. */
  static void write(Path file, List<byte[]> requests) throws IOException {
    try (DataOutputStream out = new DataOutputStream(Files.newOutputStream(file))) {
      for (byte[] request : requests) {
        out.writeInt(request.length);
        out.write(request);
      }
    }
  }

  private static List<byte[]> read(Path file) {
    List<byte[]> requests = new ArrayList<>();
    try (DataInputStream in = new DataInputStream(Files.newInputStream(file))) {
      while (true) {
        requests.add(in.readNBytes(in.readInt()));
      }
    } catch (EOFException end) {
      return requests;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
