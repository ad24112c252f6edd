package dev.tidemark.cli.skew;

import dev.tidemark.cli.verify.KeyInLog;
import dev.tidemark.model.feature.FeatureValue;
import dev.tidemark.offline.Evidence;
import dev.tidemark.offline.join.KeyRecord;
import dev.tidemark.offline.join.KeyRecords;
import dev.tidemark.offline.join.Question;
import dev.tidemark.registry.deployment.FeatureLog;
import dev.tidemark.registry.deployment.Join;
import dev.tidemark.registry.deployment.Selected.OnDemand;
import dev.tidemark.registry.deployment.Selected.Stored;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.stream.IntStream;

/**
 * Tells whether a value that was served was wrong. A lookup has taken in the records of a key up to
 * one of them, in the order of the log: by the clocks those that had arrived at T, and in truth
 * some more or fewer of those that arrived about then.
 */
final class Judge {
  /** So many states of the keys are tried. */
  private static final int MOST_STATES = 2_000;

  private static final KeyRecords NONE = new KeyRecords(List.of(), List.of());

  private final long inFlight;
  private final Map<KeyInLog, KeyRecords> records = new HashMap<>();

  /**
   * A judge of suspects.
   *
   * @param inFlight how far from T a record may arrive and yet have been seen, or not, in
   *     microseconds
   */
  Judge(long inFlight) {
    this.inFlight = inFlight;
  }

  /** Reads what the history has of the suspects' keys. */
  void read(Evidence evidence, List<Suspect> suspects) {
    Map<FeatureLog, Set<Question>> questions = new LinkedHashMap<>();
    Map<FeatureLog, Map<KeyInLog, List<Object>>> keys = new HashMap<>();
    for (Suspect suspect : suspects) {
      for (Stored operand : suspect.operands()) {
        Join join = operand.join();
        suspect
            .key(join)
            .ifPresent(key -> {
              questions
                  .computeIfAbsent(join.log(), of -> new LinkedHashSet<>())
                  .add(question(operand));
              keys.computeIfAbsent(join.log(), of -> new LinkedHashMap<>())
                  .put(KeyInLog.of(join.log(), key), key);
            });
      }
    }
    records.clear();
    questions.forEach((log, asked) ->
        evidence.records(
            log,
            List.copyOf(asked),
            List.copyOf(Objects.requireNonNull(keys.get(log)).values()),
            found -> records.put(KeyInLog.of(log, found.key()), found)));
  }

  private static Question question(Stored feature) {
    return new Question(feature.join().view(), feature.feature());
  }

  Verdict judge(Suspect suspect) {
    Map<KeyInLog, List<Integer>> seen = new LinkedHashMap<>();
    for (Stored operand : suspect.operands()) {
      suspect
          .keyInLog(operand.join())
          .ifPresent(key -> seen.computeIfAbsent(key, of -> seen(of, suspect.row().time())));
    }
    long states =
        seen.values().stream()
            .mapToLong(List::size)
            .reduce(1, (a, b) -> Math.min(MOST_STATES + 1L, a * b));
    for (int state = 0; state < Math.min(states, MOST_STATES); state++) {
      Map<KeyInLog, Integer> first = new HashMap<>();
      int left = state;
      for (Map.Entry<KeyInLog, List<Integer>> of : seen.entrySet()) {
        first.put(of.getKey(), of.getValue().get(left % of.getValue().size()));
        left /= of.getValue().size();
      }
      if (Sameness.same(suspect.served(), value(suspect, first))) {
        return state == 0 ? Verdict.EQUAL : Verdict.IN_FLIGHT;
      }
    }
    return states > MOST_STATES ? Verdict.CHANGED_TOO_OFTEN : Verdict.DIFFERENT;
  }

  /** How many records of a key may have been seen at T; by the clocks first. */
  private List<Integer> seen(KeyInLog key, long time) {
    List<KeyRecord> all = records.getOrDefault(key, NONE).records();
    int arrived = arrived(all, time);
    return IntStream.rangeClosed(arrived(all, time - inFlight), arrived(all, time + inFlight))
        .boxed()
        .sorted(Comparator.comparingInt(count -> Math.abs(count - arrived)))
        .toList();
  }

  private static int arrived(List<KeyRecord> records, long time) {
    return (int) records.stream().filter(record -> record.arrivalTime() <= time).count();
  }

  private FeatureValue value(Suspect suspect, Map<KeyInLog, Integer> first) {
    List<FeatureValue> operands = new ArrayList<>();
    for (Stored operand : suspect.operands()) {
      Optional<KeyInLog> key = suspect.keyInLog(operand.join());
      KeyRecords of = key.map(records::get).orElse(NONE);
      int seen = key.map(first::get).orElse(0);
      operands.add(
          of.answers(List.of(question(operand)), suspect.time(operand.join()), seen).getFirst());
    }
    return switch (suspect.selected()) {
      case Stored _ -> operands.getFirst();
      case OnDemand onDemand ->
          onDemand
              .computation()
              .compute(
                  operands.toArray(FeatureValue[]::new),
                  onDemand.computation().request().stream().map(suspect::input).toArray())
              .getFirst();
    };
  }
}
