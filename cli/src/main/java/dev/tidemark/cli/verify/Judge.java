package dev.tidemark.cli.verify;

import dev.tidemark.model.feature.FeatureValue;
import dev.tidemark.model.feature.Status;
import dev.tidemark.offline.Evidence;
import dev.tidemark.offline.join.KeyRecord;
import dev.tidemark.offline.join.KeyRecords;
import dev.tidemark.offline.join.Question;
import dev.tidemark.registry.deployment.FeatureLog;
import dev.tidemark.registry.deployment.Selected.OnDemand;
import dev.tidemark.registry.deployment.Selected.Stored;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;

/**
 * Tells whether a lookup was wrong, or only did not know yet what the history has by now: whether
 * there is a moment between the beginning and the end of the verification at which its answer was
 * right. A lookup has taken in the records of a key up to one of them, in the order of the log.
 */
final class Judge {
  /** So many moments are tried. */
  private static final int MOST_MOMENTS = 2_000;

  private final Map<FeatureLog, Map<Integer, Long>> before;
  private final Map<KeyInLog, KeyRecords> records = new HashMap<>();

  /**
   * @param before for each log and partition the offset up to which lookups had taken it in before
   *     they were asked
   */
  Judge(Map<FeatureLog, Map<Integer, Long>> before) {
    this.before = before;
  }

  /** Reads what the history has of the suspects' keys. */
  void read(Evidence evidence, List<Suspect> suspects) {
    Map<FeatureLog, Set<Question>> questions = new LinkedHashMap<>();
    Map<FeatureLog, Map<KeyInLog, List<Object>>> keys = new HashMap<>();
    for (Suspect suspect : suspects) {
      for (Stored operand : suspect.operands()) {
        FeatureLog log = operand.join().log();
        questions.computeIfAbsent(log, of -> new LinkedHashSet<>()).add(question(operand));
        keys.computeIfAbsent(log, of -> new LinkedHashMap<>())
            .put(suspect.keyInLog(operand.join()), suspect.key(operand.join()));
      }
    }
    questions.forEach((log, asked) ->
        evidence.records(
            log,
            List.copyOf(asked),
            List.copyOf(Objects.requireNonNull(keys.get(log)).values()),
            found -> know(log, found)));
  }

  void know(FeatureLog log, KeyRecords found) {
    records.put(KeyInLog.of(log, found.key()), found);
  }

  private static Question question(Stored feature) {
    return new Question(feature.join().view(), feature.feature());
  }

  /** What the history has of the key by which a suspect's operand is joined. */
  KeyRecords records(Suspect suspect, Stored operand) {
    return records.getOrDefault(
        suspect.keyInLog(operand.join()), new KeyRecords(suspect.key(operand.join()), List.of()));
  }

  /**
   * Gives verdicts.
   *
   * @param suspects all of one row
   */
  List<Verdict> judge(List<Suspect> suspects) {
    Map<KeyInLog, SeenRecords> seen = new LinkedHashMap<>();
    for (Suspect suspect : suspects) {
      for (Stored operand : suspect.operands()) {
        seen.computeIfAbsent(
                suspect.keyInLog(operand.join()),
                key ->
                    new SeenRecords(
                        records(suspect, operand),
                        before.getOrDefault(key.log(), Map.of()),
                        suspect.answered()))
            .ask(question(operand));
      }
    }
    Verdict[] verdicts = new Verdict[suspects.size()];
    Arrays.setAll(
        verdicts,
        i -> refusedForNewer(suspects.get(i)) ? Verdict.AHEAD_OF_TIME : Verdict.DIFFERENT);
    long moments = 1;
    for (SeenRecords of : seen.values()) {
      moments = Math.min(MOST_MOMENTS + 1L, moments * of.moments());
    }
    boolean open = true;
    for (int moment = 0; open && moment < Math.min(moments, MOST_MOMENTS); moment++) {
      int left = moment;
      boolean now = true;
      for (SeenRecords of : seen.values()) {
        of.see(left % of.moments());
        left /= of.moments();
        now &= of.all();
      }
      for (int i = 0; !now && i < verdicts.length; i++) {
        Suspect suspect = suspects.get(i);
        if (verdicts[i] == Verdict.DIFFERENT
            && Sameness.same(suspect.online(), value(suspect, seen))) {
          verdicts[i] = Verdict.NOT_YET_ARRIVED;
        }
      }
      open = Arrays.asList(verdicts).contains(Verdict.DIFFERENT);
    }
    boolean untold = moments > MOST_MOMENTS;
    return Arrays.stream(verdicts)
        .map(
            verdict -> untold && verdict == Verdict.DIFFERENT ? Verdict.CHANGED_TOO_OFTEN : verdict)
        .toList();
  }

  private boolean refusedForNewer(Suspect suspect) {
    return suspect.online().status() == Status.INVALID
        && suspect.operands().stream()
            .anyMatch(operand ->
                records(suspect, operand).records().stream()
                    .filter(record -> !record.deletes())
                    .map(KeyRecord::event)
                    .filter(event -> event.holds(operand.join().view().condition()))
                    .anyMatch(event -> event.eventTime() > suspect.row().time()));
  }

  private static FeatureValue value(Suspect suspect, Map<KeyInLog, SeenRecords> seen) {
    List<FeatureValue> operands = new ArrayList<>();
    for (Stored operand : suspect.operands()) {
      operands.add(
          Objects.requireNonNull(seen.get(suspect.keyInLog(operand.join())))
              .answer(question(operand)));
    }
    return switch (suspect.selected()) {
      case Stored _ -> operands.getFirst();
      case OnDemand onDemand ->
          onDemand
              .computation()
              .compute(
                  operands.toArray(FeatureValue[]::new),
                  suspect.values(onDemand.computation().request()))
              .getFirst();
    };
  }
}
