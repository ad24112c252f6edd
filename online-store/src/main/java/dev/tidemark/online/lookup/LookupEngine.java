package dev.tidemark.online.lookup;

import dev.tidemark.model.feature.FeatureValue;
import dev.tidemark.model.row.KeyCodec;
import dev.tidemark.model.time.Micros;
import dev.tidemark.online.lookup.RequestPlan.OfEntity;
import dev.tidemark.online.lookup.RequestPlan.OfLog;
import dev.tidemark.online.state.LostNodeException;
import dev.tidemark.online.store.Reader;
import dev.tidemark.registry.deployment.Deployment;
import dev.tidemark.registry.deployment.Selection;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import org.apache.kafka.common.utils.Utils;
import org.jspecify.annotations.Nullable;

/** Answers lookups from RocksDB as it is at the moment of the call. */
public final class LookupEngine implements Lookups {
  /** How often a key is read whose state moves on while it is read; it has to do so at each one. */
  private static final int ATTEMPTS = 100;

  private final Supplier<Optional<Serving>> current;
  private final InstantSource clock;
  private final boolean keepExpired;
  private final Remembered<Serving, Selection, RequestPlan> plans =
      new Remembered<>((serving, of) -> Planner.plan(serving, of.computation().stored()));

  /**
   * An engine.
   *
   * @param current what can be read now; empty before the first deployment
   * @param keepExpired whether a value beyond its ttl is still given, with its status
   */
  public LookupEngine(
      Supplier<Optional<Serving>> current, InstantSource clock, boolean keepExpired) {
    this.current = current;
    this.clock = clock;
    this.keepExpired = keepExpired;
  }

  @Override
  public Optional<Deployment> deployment() {
    return current.get().map(Serving::deployment);
  }

  @Override
  @SuppressWarnings("ReferenceEquality") // whether it is still the same moment's
  public LookupResult lookup(LookupRequest request) {
    while (true) {
      Serving serving = current.get().orElseThrow();
      LookupResult result = lookup(serving, request);
      // State may have been closed because another job took over in the meantime
      if (result.reasons().isEmpty() || serving == current.get().orElseThrow()) {
        return result;
      }
    }
  }

  private LookupResult lookup(Serving serving, LookupRequest request) {
    RequestPlan plan = plans.get(serving, request.selection());
    Question question = new Question(Micros.of(clock.instant()), request.asOf(), keepExpired);
    @Nullable FeatureValue[][] answers = new FeatureValue[plan.types().size()][request.rows()];
    for (OfEntity entity : plan.entities()) {
      answer(entity, request, question, answers);
    }
    List<FeatureColumn> stored = new ArrayList<>(answers.length);
    for (int i = 0; i < answers.length; i++) {
      stored.add(new FeatureColumn(plan.types().get(i), answers[i]));
    }
    List<String> reasons = new ArrayList<>(plan.reasons());
    reasons.addAll(question.reasons());
    return new LookupResult(new Columns(request, stored).all(), reasons);
  }

  private static void answer(
      OfEntity entity,
      LookupRequest request,
      Question question,
      @Nullable FeatureValue[][] answers) {
    KeyRows rows = KeyRows.of(new KeyCodec(entity.source().keys()), entity.keyNames(), request);
    int distinct = rows.keys().size();
    // The last place is that of the null key
    @Nullable FeatureValue[][] byKey = new FeatureValue[answers.length][distinct + 1];
    if (rows.nullKey()) {
      for (OfLog log : entity.logs()) {
        new LogAnswer(question, log, KeyPast.none(log.log())).write(byKey, distinct);
      }
    }
    readKeys(entity, rows, question, byKey);
    entity.logs().stream()
        .flatMap(log -> log.targets().stream())
        .forEach(target -> spread(rows, byKey[target.column()], answers[target.column()]));
  }

  /** Reads each key once, partition by partition. */
  private static void readKeys(
      OfEntity entity, KeyRows rows, Question question, @Nullable FeatureValue[][] byKey) {
    int partitions = entity.source().partitions();
    int[] partition =
        rows.keys().stream()
            .mapToInt(key -> Utils.toPositive(Utils.murmur2(key)) % partitions)
            .toArray();
    IntStream.of(partition)
        .distinct()
        .forEach(p -> {
          try (Reader reader = entity.source().state().reader(p).orElse(null)) {
            if (reader == null) {
              question.notHere(entity.entity(), p);
              return;
            }
            for (int i = 0; i < partition.length; i++) {
              if (partition[i] == p) {
                readKey(entity, reader, rows.keys().get(i), i, question, byKey);
              }
            }
          }
        });
  }

  private static void readKey(
      OfEntity entity,
      Reader reader,
      byte[] key,
      int place,
      Question question,
      @Nullable FeatureValue[][] byKey) {
    for (OfLog log : entity.logs()) {
      for (int attempt = 1; ; attempt++) {
        try {
          KeyPast past = KeyPast.of(log.log(), key, reader);
          new LogAnswer(question, log, past).write(byKey, place);
          break;
        } catch (LostNodeException moved) {
          if (attempt == ATTEMPTS) {
            throw moved;
          }
        }
      }
    }
  }

  private static void spread(
      KeyRows rows, @Nullable FeatureValue[] byKey, @Nullable FeatureValue[] answer) {
    for (int row = 0; row < answer.length; row++) {
      int place = rows.places()[row];
      answer[row] = byKey[place < 0 ? byKey.length - 1 : place];
    }
  }
}
