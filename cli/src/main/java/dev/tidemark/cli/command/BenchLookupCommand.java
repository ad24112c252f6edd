package dev.tidemark.cli.command;

import dev.tidemark.cli.bench.LookupBench;
import dev.tidemark.cli.bench.Protocol;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

@Command(
    name = "lookup",
    description = "Measure lookups against a bare server that returns the same bytes.",
    footer = {
      "",
      "Starts a node, the bare server and the clients as three processes, on free ports and in a",
      "temporary folder, and takes them away again. Look at the ratios: they are what another",
      "machine can be compared by."
    })
final class BenchLookupCommand implements Callable<Integer> {
  private final Globals globals;

  @Option(
      names = "--protocol",
      split = ",",
      paramLabel = "P",
      description = "grpc, http; ${DEFAULT-VALUE} by default.")
  private List<Protocol> protocols = List.of(Protocol.values());

  @Option(
      names = "--rows",
      split = ",",
      paramLabel = "N",
      description = "Entity rows of a request; ${DEFAULT-VALUE} by default.")
  private List<Integer> rows = List.of(1, 10, 100);

  @Option(
      names = "--features",
      split = ",",
      paramLabel = "N",
      description = "Features of a request, spread over 25 views; ${DEFAULT-VALUE} by default.")
  private List<Integer> features = List.of(10, 50, 250);

  @Option(
      names = "--logged",
      split = ",",
      paramLabel = "SHARE",
      description = "Shares of requests that the serving log keeps; ${DEFAULT-VALUE} by default.")
  private List<Double> logged = List.of(0.0);

  @Option(names = "--keys", paramLabel = "N", description = "Keys of the store.")
  private int keys = 10_000;

  @Option(names = "--clients", paramLabel = "N", description = "Clients of the closed loop.")
  private int clients = 8;

  @Option(
      names = "--warm-up",
      paramLabel = "N",
      description = "Seconds, all cells together, that are not counted.")
  private double warmUp = 30;

  @Option(names = "--rounds", paramLabel = "N", description = "Rounds of each side.")
  private int rounds = 5;

  @Option(names = "--seconds", paramLabel = "N", description = "Seconds of a round.")
  private double seconds = 2;

  @Option(
      names = "--open",
      paramLabel = "SHARE",
      description = "Load of the open loop as a share of what the closed loop reached; 0 for none.")
  private double open = 0.5;

  BenchLookupCommand(Globals globals) {
    this.globals = globals;
  }

  @Override
  public Integer call() throws IOException, InterruptedException {
    Path folder = Files.createTempDirectory("tidemark-bench-");
    try {
      LookupBench.Plan plan =
          new LookupBench.Plan(
              protocols,
              rows,
              features,
              logged,
              keys,
              clients,
              duration(warmUp),
              rounds,
              duration(seconds),
              open);
      new LookupBench(plan, globals.console(), folder).run();
    } finally {
      delete(folder);
    }
    return 0;
  }

  private static Duration duration(double seconds) {
    return Duration.ofMillis((long) (seconds * 1000));
  }

  static void delete(Path folder) throws IOException {
    try (Stream<Path> files = Files.walk(folder)) {
      for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.deleteIfExists(file);
      }
    }
  }
}
