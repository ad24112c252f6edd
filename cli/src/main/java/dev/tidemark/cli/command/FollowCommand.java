package dev.tidemark.cli.command;

import dev.tidemark.cli.console.CommandException;
import dev.tidemark.cli.console.Console;
import dev.tidemark.cli.console.Reasons;
import dev.tidemark.cli.console.Spans;
import dev.tidemark.cli.follow.Follower;
import dev.tidemark.cli.follow.WorkFolder;
import dev.tidemark.cli.node.Bootstrap;
import dev.tidemark.registry.definition.Settings;
import dev.tidemark.registry.git.BranchCheckout;
import dev.tidemark.registry.git.CheckoutException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

@Command(
    name = "follow",
    description = "Apply what lands on a Git branch, with its commit and author; Ctrl-C ends it.",
    footer = {
      "",
      "A commit that is wrong or breaking is refused, and what is deployed goes on serving.",
      "The project and its Kafka cluster are those of the branch's tidemark.yaml. When that names no"
          + " cluster, it is the one of -C, such as the broker of tidemark dev."
    })
final class FollowCommand implements Callable<Integer> {
  private static final Duration PATIENCE = Duration.ofSeconds(10);
  private final Globals globals;
  private final CountDownLatch stopping = new CountDownLatch(1);
  private final CountDownLatch stopped = new CountDownLatch(1);

  @Option(names = "--repo", required = true, paramLabel = "URL", description = "A Git repository.")
  private String repository = "";

  @Option(names = "--branch", paramLabel = "B", description = "${DEFAULT-VALUE} by default.")
  private String branch = "main";

  @Option(
      names = "--path",
      paramLabel = "DIR",
      description = "The folder of tidemark.yaml in the repository; its root by default.")
  private Path path = Path.of("");

  @Option(
      names = "--interval",
      paramLabel = "D",
      description = "How often to look, such as 10s or 5m; ${DEFAULT-VALUE} by default.")
  private String interval = "30s";

  @Option(
      names = "--once",
      description =
          "Look once: exit with 0 when the newest commit is deployed, 1 when that failed or is"
              + " breaking, 2 when it is not valid.")
  private boolean once;

  @Option(
      names = "--allow-breaking",
      description =
          "Apply although requests may fail that work now, or stored values become unreadable.")
  private boolean allowBreaking;

  FollowCommand(Globals globals) {
    this.globals = globals;
  }

  @Override
  public Integer call() throws InterruptedException {
    Duration pause = pause();
    Console console = globals.console();
    try (WorkFolder folder = WorkFolder.create();
        BranchCheckout checkout = open(folder)) {
      Follower follower =
          new Follower(
              checkout,
              new Follower.Rules(folder.inside(path), allowBreaking, this::kafka),
              console);
      if (once) {
        return follower.round().code();
      }
      Runtime.getRuntime().addShutdownHook(new Thread(this::stop, "shutdown"));
      console.say("Following %s every %s. Ctrl-C ends it.".formatted(checkout, Spans.text(pause)));
      do {
        follower.round();
      } while (!stopping.await(pause.toMillis(), TimeUnit.MILLISECONDS));
    } finally {
      stopped.countDown();
    }
    return 0;
  }

  private BranchCheckout open(WorkFolder folder) {
    try {
      return BranchCheckout.in(folder.path(), repository, branch);
    } catch (CheckoutException e) {
      throw CommandException.usage(Reasons.of(e));
    }
  }

  private Duration pause() {
    Duration pause = Spans.parse(interval);
    if (pause.compareTo(Duration.ofSeconds(1)) < 0) {
      throw CommandException.usage("Cannot look every %s: expected 1s or more".formatted(interval));
    }
    return pause;
  }

  /** Lets a round that runs end, so that an apply is not cut off. */
  private void stop() {
    stopping.countDown();
    try {
      stopped.await(PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private Map<String, String> kafka(Settings settings) {
    if (!settings.embeddedBroker()) {
      return Bootstrap.reachable(settings.kafka());
    }
    Workspace local = globals.workspace();
    String project = local.settings().project();
    if (!project.equals(settings.project())) {
      throw CommandException.failed(
          ("Cannot apply project %s to the Kafka cluster of project %s: name that project's folder"
                  + " with -C, or set kafka.bootstrap.servers in the branch's tidemark.yaml")
              .formatted(settings.project(), project));
    }
    return local.kafka();
  }
}
