package dev.tidemark.cli.bench;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.tidemark.cli.Tidemark;
import dev.tidemark.cli.bench.LoadProcess.Target;
import dev.tidemark.cli.bench.LoadProcess.Task;
import dev.tidemark.cli.console.CommandException;
import dev.tidemark.cli.console.Console;
import dev.tidemark.cli.node.NodeClient;
import dev.tidemark.cli.node.RunningNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Lookups, of a node in a process of its own, against a bare server in another one that returns the
 * same bytes; a third process sends the requests. The two sides take turns.
 */
public final class LookupBench {
  private static final Duration PATIENCE = Duration.ofMinutes(5);
  private static final Duration TURN = Duration.ofMillis(500);
  private static final String METHOD = "feast.serving.ServingService/GetOnlineFeatures";
  private static final JsonMapper JSON = new JsonMapper();

  private final Plan plan;
  private final Console console;
  private final Path folder;

  /**
   * What to measure.
   *
   * @param rows entity rows of a request
   * @param features of a request, spread over 25 views
   * @param logged the shares of requests that the serving log keeps
   * @param keys how many keys the store has
   * @param clients of the closed loop
   * @param warmUp takes turns between all cells, and is not counted
   * @param rounds of each side
   * @param open the load of the open loop as a share of what the closed loop reached
   */
  public record Plan(
      List<Protocol> protocols,
      List<Integer> rows,
      List<Integer> features,
      List<Double> logged,
      int keys,
      int clients,
      Duration warmUp,
      int rounds,
      Duration round,
      double open) {

    List<Cell> cells() {
      List<Cell> cells = new ArrayList<>();
      for (Protocol protocol : protocols) {
        for (int row : rows) {
          for (int count : features) {
            logged.forEach(share -> cells.add(new Cell(protocol, row, count, share)));
          }
        }
      }
      return cells;
    }
  }

  /**
   * A bench.
   *
   * @param folder an empty one, for everything that the processes write
   */
  public LookupBench(Plan plan, Console console, Path folder) {
    this.plan = plan;
    this.console = console;
    this.folder = folder;
  }

  /** The processes, and what is sent to them. */
  private record Sides(Child server, RunningNode node, Child load) {}

  /** Measures, and returns one measurement for each cell. */
  public List<Measurement> run() throws IOException, InterruptedException {
    BenchFeatures features = new BenchFeatures(plan.features(), plan.keys(), plan.logged());
    Path repository = Files.createDirectory(folder.resolve("repository"));
    // A refusal would be no answer
    features.writeRepository(
        repository, "serving: {max_waiting_lookups: %d}\n".formatted(plan.clients()));
    console.say("Starting a node …");
    try (Child server = server(List.of(), folder, repository);
        Child load = new Child(folder.resolve("load.log"), LoadProcess.class)) {
      RunningNode node = started(server, repository);
      console.say("Publishing %,d keys …".formatted(plan.keys()));
      fill(features, node);
      return measure(features, new Sides(server, node, load));
    }
  }

  /** A node in a process of its own, started by way of another command. */
  static Child server(List<String> prefix, Path folder, Path repository) {
    return new Child(
        prefix,
        folder.resolve("server.log"),
        Tidemark.class,
        "-C",
        repository.toString(),
        "dev",
        "--http-port=0",
        "--grpc-port=0",
        "--flight-port=0",
        "--broker-port=0");
  }

  /** Waits until it answers. */
  static RunningNode started(Child server, Path repository) throws InterruptedException {
    for (long end = System.nanoTime() + PATIENCE.toNanos(); System.nanoTime() < end; ) {
      Optional<RunningNode> node =
          RunningNode.on(repository.resolve(".tidemark")).filter(n -> n.pid() == server.pid());
      if (node.isPresent()) {
        return node.get();
      }
      server.checkAlive();
      Thread.sleep(50);
    }
    throw CommandException.failed("Cannot measure: the node did not start in time");
  }

  /** Publishes the events, and waits until they have taken effect. */
  static void fill(BenchFeatures features, RunningNode node) {
    features.publish(node.kafka());
    try (NodeClient client = new NodeClient(node)) {
      if (!client.awaitCaughtUp(PATIENCE)) {
        throw CommandException.failed("Cannot measure: the node did not catch up in time");
      }
    }
  }

  private List<Measurement> measure(BenchFeatures features, Sides sides) throws IOException {
    Path answers = Files.createDirectory(folder.resolve("answers"));
    List<Target> ours = new ArrayList<>();
    for (Cell cell : plan.cells()) {
      Path requests = folder.resolve(cell.name());
      LoadProcess.write(requests, features.requests(cell));
      Target target = target(cell.protocol(), sides.node(), requests);
      ours.add(target);
      Files.write(answers.resolve(cell.name()), send(sides, Task.once(target)).answer());
    }
    try (Child echo = new Child(folder.resolve("echo.log"), EchoServer.class, answers.toString())) {
      String[] ports = echo.line().split(" ", -1);
      List<Pair> pairs = new ArrayList<>();
      for (int i = 0; i < ours.size(); i++) {
        Cell cell = plan.cells().get(i);
        Target target = ours.get(i);
        Target bare =
            switch (cell.protocol()) {
              case GRPC ->
                  new Target(
                      cell.protocol(),
                      "localhost:" + ports[1],
                      EchoServer.SERVICE + "/" + cell.name(),
                      target.requests());
              case HTTP ->
                  new Target(
                      cell.protocol(),
                      "http://localhost:%s/%s".formatted(ports[0], cell.name()),
                      "",
                      target.requests());
            };
        pairs.add(new Pair(cell, target, bare));
      }
      warmUp(sides, pairs);
      return pairs.stream().map(pair -> measure(sides, echo, pair)).toList();
    }
  }

  private void warmUp(Sides sides, List<Pair> pairs) {
    console.say("Warming up for %d s …".formatted(plan.warmUp().toSeconds()));
    for (long end = System.nanoTime() + plan.warmUp().toNanos(); System.nanoTime() < end; ) {
      for (Pair pair : pairs) {
        send(sides, Task.closed(pair.ours(), plan.clients(), TURN));
        send(sides, Task.closed(pair.bare(), plan.clients(), TURN));
      }
    }
  }

  /** Where a node's lookups go. */
  static Target target(Protocol protocol, RunningNode node, Path requests) {
    return switch (protocol) {
      case GRPC -> new Target(protocol, node.grpc(), METHOD, requests.toString());
      case HTTP ->
          new Target(protocol, node.http() + "/get-online-features", "", requests.toString());
    };
  }

  /** The two sides of a cell. */
  private record Pair(Cell cell, Target ours, Target bare) {}

  private Measurement measure(Sides sides, Child echo, Pair pair) {
    Measurement measurement = new Measurement(pair.cell());
    Task ours = Task.closed(pair.ours(), plan.clients(), plan.round());
    Task bare = Task.closed(pair.bare(), plan.clients(), plan.round());
    for (int round = 0; round < plan.rounds(); round++) {
      measurement.add(timed(sides, sides.server(), ours), timed(sides, echo, bare));
    }
    if (plan.open() > 0) {
      double rate = measurement.perSecond() * plan.open();
      measurement.open(send(sides, Task.open(pair.ours(), rate, plan.round().multipliedBy(2))));
    }
    measurement.lines().forEach(console::result);
    return measurement;
  }

  private Measurement.Round timed(Sides sides, Child server, Task task) {
    Duration before = server.cpu();
    Result result = send(sides, task);
    return new Measurement.Round(result, server.cpu().minus(before));
  }

  private static Result send(Sides sides, Task task) {
    try {
      Result result = JSON.readValue(sides.load().ask(JSON.writeValueAsString(task)), Result.class);
      if (result.failed() > 0) {
        throw CommandException.failed(
            "Cannot measure: %d requests to %s failed"
                .formatted(result.failed(), task.target().address()));
      }
      return result;
    } catch (JsonProcessingException e) {
      throw new IllegalStateException(e);
    }
  }
}
