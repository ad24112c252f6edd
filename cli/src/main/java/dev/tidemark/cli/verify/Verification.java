package dev.tidemark.cli.verify;

import dev.tidemark.cli.console.CommandException;
import dev.tidemark.cli.node.NodeClient;
import dev.tidemark.model.feature.FeatureValue;
import dev.tidemark.model.time.Micros;
import dev.tidemark.model.type.Column;
import dev.tidemark.offline.Choice;
import dev.tidemark.offline.Evidence;
import dev.tidemark.offline.SpineSource;
import dev.tidemark.offline.join.KeyRecords;
import dev.tidemark.registry.deployment.Deployment;
import dev.tidemark.registry.deployment.FeatureLog;
import dev.tidemark.registry.deployment.Join;
import dev.tidemark.registry.deployment.Selected;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * Asks a running node and the history about the same keys at the same moments, and compares what
 * they say.
 */
public final class Verification {
  /** So many differences of each feature are explained. */
  private static final int EXPLAINED = 3;

  private final Deployment deployment;
  private final NodeClient node;
  private final Evidence evidence;
  private final Duration patience;
  private final InstantSource clock = InstantSource.system();

  /**
   * @param patience how long to wait at most for what was published before
   */
  public Verification(
      Deployment deployment, NodeClient node, Evidence evidence, Duration patience) {
    this.deployment = deployment;
    this.node = node;
    this.evidence = evidence;
    this.patience = patience;
  }

  /**
   * Compares.
   *
   * @param choice the features; empty for all
   * @param rows how many keys, each with a moment, to ask about
   * @param seed the same one draws the same from the same history
   * @throws CommandException when the node does not answer, or does not catch up
   */
  public Report run(Optional<Choice> choice, int rows, long seed) throws InterruptedException {
    long start = System.nanoTime();
    List<Asked> asking =
        choice
            .map(of -> List.of(Asked.of(of, deployment)))
            .orElseGet(() -> Asked.everything(deployment));
    // What the history has now, lookups have as soon as the node has caught up
    Judge judge = new Judge(offsets(asking));
    awaitCaughtUp();
    Sampling sampling = new Sampling(evidence, seed, Micros.of(clock.instant()));
    List<List<Answered>> answers = new ArrayList<>();
    for (int i = 0; i < asking.size(); i++) {
      Asked asked = asking.get(i);
      int share = (int) ((i + 1L) * rows / asking.size() - (long) i * rows / asking.size());
      answers.add(new OnlineAnswers(node, asked, clock).of(sampling.rows(asked, share)));
    }
    // What lookups had, the history has as soon as the node has caught up once more
    awaitCaughtUp();
    List<Tally> tallies = new ArrayList<>();
    List<Difference> differences = new ArrayList<>();
    for (int i = 0; i < asking.size(); i++) {
      compare(asking.get(i), answers.get(i), judge, tallies, differences);
    }
    return new Report(rows, seed, (System.nanoTime() - start) / 1e9, tallies, differences);
  }

  private void compare(
      Asked asked,
      List<Answered> answers,
      Judge judge,
      List<Tally> tallies,
      List<Difference> differences) {
    List<Selected> features = asked.selection().features();
    List<Column> columns = asked.columns();
    Map<Selected, Tally> own = new LinkedHashMap<>();
    features.forEach(feature -> own.put(feature, new Tally(feature.reference())));
    List<List<Suspect>> suspects = new ArrayList<>();
    Iterator<Answered> answer = answers.iterator();
    evidence.answers(
        deployment,
        asked.choice(),
        new SpineSource.Rows(columns, answers.stream().map(of -> of.row().withTime()).toList()),
        history -> {
          Answered said = answer.next();
          List<Suspect> ofRow = new ArrayList<>();
          for (int i = 0; i < features.size(); i++) {
            FeatureValue online = said.values().get(i);
            if (Sameness.same(online, history.get(i))) {
              tally(own, features.get(i)).add(Verdict.EQUAL);
            } else {
              ofRow.add(new Suspect(features.get(i), columns, said, online, history.get(i)));
            }
          }
          if (!ofRow.isEmpty()) {
            suspects.add(ofRow);
          }
        });
    judge.read(evidence, suspects.stream().flatMap(List::stream).toList());
    for (List<Suspect> ofRow : suspects) {
      List<Verdict> verdicts = judge.judge(ofRow);
      for (int i = 0; i < verdicts.size(); i++) {
        Tally tally = tally(own, ofRow.get(i).selected());
        tally.add(verdicts.get(i));
        if (verdicts.get(i) == Verdict.DIFFERENT && tally.differing() <= EXPLAINED) {
          differences.add(explain(ofRow.get(i), judge));
        }
      }
    }
    tallies.addAll(own.values());
  }

  private static Tally tally(Map<Selected, Tally> own, Selected feature) {
    return Objects.requireNonNull(own.get(feature));
  }

  private Difference explain(Suspect suspect, Judge judge) {
    return new Difference(
        suspect.selected().reference(),
        suspect.what(),
        suspect.row().time(),
        suspect.online(),
        suspect.history(),
        suspect.operands().stream()
            .flatMap(operand -> {
              KeyRecords records = judge.records(suspect, operand);
              return new Explanation(operand, records, suspect.row().time()).lines(node).stream();
            })
            .toList());
  }

  private Map<FeatureLog, Map<Integer, Long>> offsets(List<Asked> asking) {
    return asking.stream()
        .flatMap(asked -> asked.selection().joins().stream())
        .map(Join::log)
        .distinct()
        .collect(Collectors.toMap(log -> log, evidence::offsets));
  }

  private void awaitCaughtUp() {
    if (!node.awaitCaughtUp(patience)) {
      throw CommandException.failed(
          "Cannot verify: the node has not caught up within %d s; see tidemark status"
              .formatted(patience.toSeconds()));
    }
  }
}
