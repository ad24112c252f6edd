package dev.tidemark.online.lookup;

import dev.tidemark.model.row.KeyCodec;
import dev.tidemark.model.time.Micros;
import dev.tidemark.online.lookup.RequestPlan.OfEntity;
import dev.tidemark.online.lookup.RequestPlan.OfLog;
import dev.tidemark.online.lookup.Stages.Stage;
import dev.tidemark.online.state.EntryKeys;
import dev.tidemark.online.state.LogState;
import dev.tidemark.online.store.Reader;
import dev.tidemark.online.store.StoredValue;
import dev.tidemark.registry.deployment.Deployment;
import dev.tidemark.registry.deployment.Selection;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Answers lookups from RocksDB as it is at the moment of the call. */
public final class LookupEngine implements Lookups {
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
  public Optional<Serving> serving() {
    return current.get();
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
      request.stages().end(Stage.EVALUATE);
      // State may have been closed because another job took over in the meantime
      if (result.reasons().isEmpty() || serving == current.get().orElseThrow()) {
        return result;
      }
    }
  }

  private LookupResult lookup(Serving serving, LookupRequest request) {
    RequestPlan plan = plans.get(serving, request.selection());
    request.stages().end(Stage.PLAN);
    long now = Micros.of(clock.instant());
    Question question = new Question(now, request, keepExpired);
    @Nullable FeatureColumn[] columns = new @Nullable FeatureColumn[plan.types().size()];
    for (OfEntity entity : plan.entities()) {
      answer(entity, request, question, columns);
    }
    List<FeatureColumn> stored = new ArrayList<>(columns.length);
    for (int i = 0; i < columns.length; i++) {
      FeatureColumn column = columns[i];
      stored.add(
          column == null ? FeatureColumn.invalid(plan.types().get(i), request.rows()) : column);
    }
    List<String> reasons = new ArrayList<>(plan.reasons());
    reasons.addAll(question.reasons());
    return new LookupResult(
        new Columns(request, stored).all(), reasons, request.asOf().orElse(now));
  }

  private static void answer(
      OfEntity entity,
      LookupRequest request,
      Question question,
      @Nullable FeatureColumn[] columns) {
    KeyRows rows = KeyRows.of(new KeyCodec(entity.source().keys()), entity.keyNames(), request);
    List<LogAnswer> answers = new ArrayList<>(entity.logs().size());
    for (OfLog log : entity.logs()) {
      LogAnswer answer = new LogAnswer(question, log, rows.size());
      answers.add(answer);
      if (rows.nullKey()) {
        answer.read(rows.keys().size(), KeyPast.none(log.log()));
      }
    }
    readKeys(entity, rows, question, answers);
    answers.forEach(answer -> answer.write(rows, columns));
  }

  /** Reads each key once, the keys of each partition together. */
  private static void readKeys(
      OfEntity entity, KeyRows rows, Question question, List<LogAnswer> answers) {
    List<List<Integer>> places = new ArrayList<>();
    for (int partition = 0; partition < entity.source().partitions(); partition++) {
      places.add(new ArrayList<>());
    }
    for (int place = 0; place < rows.keys().size(); place++) {
      places.get(entity.source().partition(rows.keys().get(place))).add(place);
    }
    for (int partition = 0; partition < places.size(); partition++) {
      if (places.get(partition).isEmpty()) {
        continue;
      }
      try (Reader reader = entity.source().state().reader(partition).orElse(null)) {
        if (reader == null) {
          question.notHere(entity.entity(), partition);
        } else {
          Keys keys = new Keys(rows.keys(), places.get(partition), question.stages());
          readKeys(entity, reader, keys, answers);
        }
      }
    }
  }

  /** Some of the keys of a request. */
  private record Keys(List<byte[]> keys, List<Integer> places, Stages stages) {}

  /** All heads of a partition's keys are read at once. */
  private static void readKeys(OfEntity entity, Reader reader, Keys of, List<LogAnswer> answers) {
    List<EntryKeys> entries = new ArrayList<>();
    List<byte[]> heads = new ArrayList<>();
    for (int place : of.places()) {
      for (OfLog log : entity.logs()) {
        EntryKeys entry = log.log().keys(of.keys().get(place));
        entries.add(entry);
        heads.add(entry.head());
      }
    }
    of.stages().end(Stage.PLAN);
    List<@Nullable StoredValue> stored = reader.getAll(heads);
    of.stages().end(Stage.READ);
    int next = 0;
    for (int place : of.places()) {
      for (int i = 0; i < answers.size(); i++) {
        LogState log = entity.logs().get(i).log();
        answers.get(i).read(place, KeyPast.of(log, entries.get(next), stored.get(next), reader));
        next++;
      }
    }
    of.stages().end(Stage.EVALUATE);
  }
}
