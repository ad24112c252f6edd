package dev.tidemark.cli.demo;

import com.fasterxml.jackson.databind.JsonNode;
import dev.tidemark.cli.apply.Proposal;
import dev.tidemark.cli.console.CommandException;
import dev.tidemark.cli.console.Console;
import dev.tidemark.cli.node.AnswerTable;
import dev.tidemark.cli.node.Node;
import dev.tidemark.cli.node.NodeClient;
import dev.tidemark.cli.publish.Publication;
import dev.tidemark.cli.verify.Report;
import dev.tidemark.cli.verify.Verification;
import dev.tidemark.offline.Evidence;
import dev.tidemark.offline.history.HistoryTables;
import dev.tidemark.registry.definition.FeatureView;
import dev.tidemark.registry.definition.Source;
import dev.tidemark.registry.deployment.Compiler;
import dev.tidemark.registry.deployment.Version;
import dev.tidemark.registry.kafka.RegistryTopic;
import dev.tidemark.registry.yaml.FeatureRepository;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;

/** One day of Wikipedia through all of Tidemark, step by step, with a running commentary. */
final class Demo {
  static final String SERVICE = "edit_review_v1";
  private static final Duration PATIENCE = Duration.ofMinutes(3);
  private static final int FRESHNESS_EVENTS = 20;
  private static final int LOOKUPS = 500;
  private static final int VERIFIED_ROWS = 1_000;
  private static final long SEED = 1;

  private final Console console;
  private final FeatureRepository repository;
  private final Path file;
  private final List<Edit> edits;
  private final Node node;
  private final TrainingSet trainingSet;

  /**
   * @param node runs on the repository, with nothing deployed
   * @param folder where files may be written
   * @param software names this build
   */
  Demo(Console console, FeatureRepository repository, Node node, Path folder, String software) {
    this.console = console;
    this.repository = repository;
    this.file = repository.root().resolve("data/wikiticker-2015-09-12-sampled.json.gz");
    this.edits = Edit.read(file);
    this.node = node;
    this.trainingSet = new TrainingSet(node, folder, software);
  }

  /** Runs all steps; returns whether online and offline agree. */
  boolean run() throws InterruptedException {
    Version version = apply();
    try (NodeClient client = new NodeClient(node.running())) {
      Duration shift = publish(version);
      freshness(client);
      lookups(client);
      trainingSet(version, shift);
      return verify(version, client);
    }
  }

  private Version apply() throws InterruptedException {
    try (RegistryTopic registry = new RegistryTopic(node.kafka(), node.project())) {
      Proposal proposal = Proposal.of(repository, registry.current(), InstantSource.system());
      registry.publish(proposal.version());
      node.awaitDeployed(PATIENCE);
      var definitions = repository.definitions();
      step(
          "Definitions",
          "%d entities, %d source, %d feature views with %d features, %d feature service: applied"
              .formatted(
                  definitions.entities().size(),
                  definitions.sources().size(),
                  definitions.views().size(),
                  definitions.views().stream()
                      .map(FeatureView::features)
                      .mapToInt(List::size)
                      .sum(),
                  definitions.services().size()));
      return proposal.version();
    }
  }

  /** Publishes the day so that it ends now; returns how far it was moved. */
  private Duration publish(Version version) {
    Source source = version.definitions().sources().getFirst();
    Publication publication =
        Publication.of(version.definitions(), source, file).rebased(InstantSource.system());
    long start = System.nanoTime();
    long count = publication.run(node.kafka(), 0, console);
    double published = secondsSince(start);
    step(
        "Publish",
        "%,d edits of one day, moved so that it ends now: acknowledged in %.1f s"
            .formatted(count, published));
    caughtUp();
    double total = secondsSince(start);
    step(
        "Materialize",
        "all of them online and in the history after %.1f s: %,d events/s from end to end"
            .formatted(total, Math.round(count / total)));
    return Duration.of(publication.shift(), ChronoUnit.MICROS);
  }

  private void freshness(NodeClient client) {
    Freshness freshness = Freshness.measure(node.kafka(), client, FRESHNESS_EVENTS);
    step(
        "Freshness",
        "an edit can be looked up %d ms after it was sent (median of %d; slowest %d ms)"
            .formatted(freshness.medianMillis(), FRESHNESS_EVENTS, freshness.slowestMillis()));
    caughtUp();
  }

  private void lookups(NodeClient client) {
    List<Edit> shown = Sample.toShow(edits).edits();
    JsonNode answer =
        client.features(
            Lookup.of(
                shown,
                "user_activity:user_edits_1h",
                "user_activity:user_edits_24h",
                "user_activity:user_mean_delta_3h",
                "user_activity:user_last_delta",
                "page_activity:page_edits_24h",
                "page_activity:page_last_editor",
                "channel_activity:channel_edits_10m",
                "channel_activity:channel_mean_magnitude_30m"));
    step(
        "Lookup",
        "POST %s/get-online-features: 8 features for %d edits"
            .formatted(node.http(), shown.size()));
    AnswerTable.lines(answer).forEach(this::detail);
    Latencies latencies = Latencies.measure(client, edits, LOOKUPS);
    detail(
        ("%d lookups of all 28 features, one entity row each, over HTTP: median %.1f ms, 99 %% within"
                + " %.1f ms")
            .formatted(LOOKUPS, latencies.millis(0.5), latencies.millis(0.99)));
  }

  private void trainingSet(Version version, Duration shift) {
    long start = System.nanoTime();
    TrainingSet.Cut cut = trainingSet.ofEdits(version, edits, shift);
    step(
        "Training set",
        "%,d rows, one for each edit, with %d features as they were at that moment: %.1f s"
            .formatted(cut.rows(), cut.features(), secondsSince(start)));
    detail(
        "label: does the same user edit again within ten minutes? %.0f %% do"
            .formatted(cut.positive()));
    cut.preview().forEach(this::detail);
    detail(cut.gist());
  }

  /** Asks both stores about the same keys at the same moments. */
  private boolean verify(Version version, NodeClient client) throws InterruptedException {
    try (HistoryTables history = new HistoryTables(node.settings().history(), node.project())) {
      Report report =
          new Verification(Compiler.compile(version), client, new Evidence(history), PATIENCE)
              .run(Optional.empty(), VERIFIED_ROWS, SEED);
      step(
          "Verify",
          "lookups and training sets, %,d keys, each at a moment of its own, all %d features: %.1f s"
              .formatted(report.rows(), report.features().size(), report.seconds()));
      detail(
          "%,d values compared, doubles to the bit: %,d differ"
              .formatted(report.compared(), report.differing()));
      report.differences().stream().limit(10).forEach(difference -> detail(difference.toString()));
      return report.differing() == 0;
    }
  }

  private void caughtUp() {
    if (!node.awaitCaughtUp(PATIENCE)) {
      throw CommandException.failed(
          "Cannot wait longer: the jobs have not caught up in %s".formatted(PATIENCE));
    }
  }

  private void step(String name, String text) {
    console.result("%-13s %s".formatted(name, text));
  }

  private void detail(String text) {
    console.result(" ".repeat(14) + text);
  }

  private static double secondsSince(long nanos) {
    return (System.nanoTime() - nanos) / 1e9;
  }
}
