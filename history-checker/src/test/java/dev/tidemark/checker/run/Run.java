package dev.tidemark.checker.run;

import dev.tidemark.checker.check.Checker;
import dev.tidemark.checker.check.Cluster;
import dev.tidemark.checker.definition.Definitions;
import dev.tidemark.checker.product.Broker;
import dev.tidemark.checker.product.Commands;
import dev.tidemark.checker.product.Node;
import dev.tidemark.checker.record.Entry;
import dev.tidemark.checker.record.Record;
import dev.tidemark.checker.run.Round.Step;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;

/** One run: the product is started, used and ill-used for some rounds, and then checked. */
public final class Run implements AutoCloseable {
  private static final String PROJECT = "checked";
  private static final int PATIENCE_SECONDS = 120;

  private final Path folder;
  private final RoundDraw draw;
  private final Broker broker;
  private final Node node;
  private final Commands commands;
  private final Record record;
  private final Asker asker;
  private final Publisher publisher;

  /** Definitions that were applied, and perhaps are not deployed yet. */
  private final List<Entry.Applied> pending = new ArrayList<>();

  /**
   * Starts the broker.
   *
   * @param folder of the run alone
   */
  public Run(long seed, Path folder, Commands commands) throws IOException, InterruptedException {
    this.folder = folder;
    this.commands = commands;
    draw = new RoundDraw(seed, PROJECT, Instant.now().truncatedTo(ChronoUnit.SECONDS));
    record = new Record(folder.resolve("record.txt"));
    broker = new Broker(folder);
    node = new Node(folder);
    asker = new Asker(folder, node, commands, record);
    publisher = new Publisher(broker.bootstrapServers(), draw.first(), node, record);
    Files.writeString(
        folder.resolve("tidemark.yaml"),
        """
        project: %s
        kafka: {bootstrap.servers: "%s"}
        http: {port: 0}
        grpc: {port: 0}
        flight: {port: 0}
        state: {partitions: 2}
        history: {commit_interval: 300ms, compaction: {interval: 1s}}
        """
            .formatted(PROJECT, broker.bootstrapServers()));
  }

  /** Plays it, and says what was wrong. */
  public List<String> problems() throws Exception {
    apply(draw.first());
    node.start();
    await();
    for (Round round : draw.rounds()) {
      play(round);
    }
    end();
    return Checker.problems(record, new Cluster(broker.bootstrapServers(), PROJECT));
  }

  public Record record() {
    return record;
  }

  private void play(Round round) throws Exception {
    publisher.begin();
    FutureTask<Void> writing = start(() -> publisher.write(round.bursts()));
    FutureTask<Void> asking = start(() -> ask(round.lookups()));
    for (Step step : round.steps()) {
      take(step);
    }
    done(writing);
    done(asking);
  }

  private interface Action {
    void run() throws Exception;
  }

  private static FutureTask<Void> start(Action action) {
    Callable<Void> call =
        () -> {
          action.run();
          return null;
        };
    FutureTask<Void> task = new FutureTask<>(call);
    Thread.ofPlatform().daemon().start(task);
    return task;
  }

  private static void done(FutureTask<Void> task) throws InterruptedException {
    try {
      task.get();
    } catch (ExecutionException e) {
      throw new AssertionError(e);
    }
  }

  private void ask(List<Round.Lookup> lookups) throws InterruptedException {
    for (Round.Lookup lookup : lookups) {
      asker.lookUp(lookup.ask(), lookup.asOf());
      Thread.sleep(lookup.pauseMillis());
    }
  }

  private void take(Step step) throws IOException, InterruptedException {
    switch (step) {
      case Step.KillNode(int events) -> away(events, node::kill, node::start, step);
      case Step.StopNode(int events) -> away(events, node::stop, node::start, step);
      case Step.KillBroker(int events) -> away(events, broker::kill, broker::start, step);
      case Step.KillBoth(int events) ->
          away(
              events,
              () -> {
                node.kill();
                broker.kill();
              },
              () -> {
                broker.start();
                node.start();
              },
              step);
      case Step.Apply(Definitions definitions) -> apply(definitions);
      case Step.Export(var ask, boolean arrival) -> asker.export(ask, arrival);
      case Step.Wait() -> await();
    }
  }

  private interface Move {
    void make() throws IOException, InterruptedException;
  }

  private void away(int events, Move end, Move start, Step step)
      throws IOException, InterruptedException {
    publisher.awaitAcknowledged(events);
    Instant began = Instant.now();
    end.make();
    start.make();
    boolean ofNode = !(step instanceof Step.KillBroker);
    record.add(new Entry.Gone(began, Instant.now(), step.toString(), ofNode));
  }

  private void apply(Definitions definitions) throws IOException {
    Files.writeString(folder.resolve("features.yaml"), definitions.yaml());
    Instant began = Instant.now();
    pending.add(new Entry.Applied(began, Instant.MAX, definitions));
    commands.run("apply", "--yes", "--allow-breaking", "-C", folder.toString());
  }

  /** Waits until all that was applied and published before has taken effect. */
  private void await() throws InterruptedException {
    Instant began = Instant.now();
    if (!node.api().awaitCaughtUp(PATIENCE_SECONDS)) {
      throw new AssertionError("The node has not caught up within " + PATIENCE_SECONDS + " s");
    }
    Instant ended = Instant.now();
    record.add(new Entry.Waited(began, ended));
    pending.forEach(a -> record.add(new Entry.Applied(a.began(), ended, a.definitions())));
    pending.clear();
  }

  /** When all is quiet, everything is asked of every key. */
  private void end() throws IOException, InterruptedException {
    await();
    Definitions newest = draw.newest();
    for (int i = 0; i < 8; i++) {
      asker.lookUp(draw.asks().everything(newest, 1), i < 2 ? null : draw.asks().later(newest));
    }
    asker.export(draw.asks().everything(newest, 12), false);
    asker.export(draw.asks().everything(newest, 12), true);
    asker.reproduce();
    node.stop();
  }

  @Override
  public void close() {
    publisher.close();
    node.close();
    broker.close();
    record.close();
  }
}
