package dev.tidemark.cli.command;

import dev.tidemark.cli.bench.OverloadBench;
import dev.tidemark.cli.bench.Protocol;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

@Command(
    name = "overload",
    description = "Measure a node with three times the lookups that it can answer.",
    footer = {
      "",
      "Starts a node and the clients as two processes, on free ports and in a temporary folder,",
      "and takes them away again. Finds out what the node can answer, how fast it is with 30 %% of",
      "that, and then what becomes of three times as much."
    })
final class BenchOverloadCommand implements Callable<Integer> {
  private final Globals globals;

  @Option(
      names = "--protocol",
      paramLabel = "P",
      description = "grpc or http; ${DEFAULT-VALUE} by default.")
  private Protocol protocol = Protocol.GRPC;

  @Option(names = "--rows", paramLabel = "N", description = "Entity rows of a request.")
  private int rows = 100;

  @Option(names = "--features", paramLabel = "N", description = "Features of a request.")
  private int features = 50;

  @Option(names = "--keys", paramLabel = "N", description = "Keys of the store.")
  private int keys = 10_000;

  @Option(
      names = "--clients",
      paramLabel = "N",
      description = "Clients of the closed loop that finds the capacity.")
  private int clients = 8;

  @Option(names = "--warm-up", paramLabel = "N", description = "Seconds that are not counted.")
  private int warmUp = 60;

  @Option(names = "--seconds", paramLabel = "N", description = "Seconds of the overload.")
  private int seconds = 60;

  BenchOverloadCommand(Globals globals) {
    this.globals = globals;
  }

  @Override
  public Integer call() throws IOException, InterruptedException {
    Path folder = Files.createTempDirectory("tidemark-bench-");
    try {
      OverloadBench.Plan plan =
          new OverloadBench.Plan(
              protocol,
              rows,
              features,
              keys,
              clients,
              Duration.ofSeconds(warmUp),
              Duration.ofSeconds(seconds));
      new OverloadBench(plan, globals.console(), folder).run();
    } finally {
      BenchLookupCommand.delete(folder);
    }
    return 0;
  }
}
