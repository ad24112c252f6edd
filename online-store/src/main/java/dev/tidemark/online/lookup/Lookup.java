package dev.tidemark.online.lookup;

import com.google.protobuf.ByteString;
import dev.tidemark.model.row.KeyCodec;
import dev.tidemark.model.row.RowReader;
import dev.tidemark.online.lookup.PeerMeasures.From;
import dev.tidemark.online.lookup.RequestPlan.OfEntity;
import dev.tidemark.online.lookup.RequestPlan.OfLog;
import dev.tidemark.peer.proto.PeerServiceProto.KeyAnswer;
import dev.tidemark.peer.proto.PeerServiceProto.Part;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** One lookup under way: what it asks, and what has been read. For one thread at a time. */
final class Lookup {
  private final LookupRequest request;
  private final RequestPlan plan;
  private final Question question;
  private final List<OfKeys> keys = new ArrayList<>();

  Lookup(RequestPlan plan, LookupRequest request, Question question) {
    this.plan = plan;
    this.request = request;
    this.question = question;
    for (OfEntity entity : plan.entities()) {
      keys.add(new OfKeys(entity));
    }
  }

  /** What is asked about the keys in some columns of the request. */
  final class OfKeys {
    private final OfEntity entity;
    private final KeyRows rows;
    private final List<LogAnswer> answers = new ArrayList<>();
    private final KeyReads reads;

    /** The keys that have not been read yet, by partition. */
    private final Map<Integer, List<Integer>> missing = new HashMap<>();

    /** Of keys that are not owned here; most lookups have none. */
    private Map<From, Integer> read = Map.of();

    /** Partitions with a copy that is too old to answer. */
    private Set<Integer> tooStale = Set.of();

    /** How far the copies were behind that keys were read from. */
    private @Nullable Lag lag;

    private OfKeys(OfEntity entity) {
      this.entity = entity;
      rows = KeyRows.of(new KeyCodec(entity.source().keys()), entity.keyNames(), request);
      for (OfLog log : entity.logs()) {
        LogAnswer answer = new LogAnswer(question, log, rows.size());
        answers.add(answer);
        if (rows.nullKey()) {
          answer.read(rows.keys().size(), KeyPast.none(log.log()));
        }
      }
      reads =
          new KeyReads(
              entity.source().state(), rows.keys(), entity.logs(), answers, question.stages());
      for (int place = 0; place < rows.keys().size(); place++) {
        int partition = entity.source().partition(rows.keys().get(place));
        missing.computeIfAbsent(partition, of -> new ArrayList<>()).add(place);
      }
    }

    String name() {
      return entity.entity();
    }

    Serving.Source source() {
      return entity.source();
    }

    /** How many keys were read from somewhere but here. */
    int read(From from) {
      return read.getOrDefault(from, 0);
    }

    /** Notes that a partition has a copy that is too old to answer. */
    void tooStale(int partition) {
      tooStale = tooStale.isEmpty() ? new HashSet<>() : tooStale;
      tooStale.add(partition);
    }

    private void end(int partition, From from) {
      List<Integer> places = missing.remove(partition);
      if (places != null) {
        read = read.isEmpty() ? new EnumMap<>(From.class) : read;
        read.merge(from, places.size(), Integer::sum);
      }
    }

    /** The partitions with keys that have not been read yet. */
    Set<Integer> missing() {
      return Set.copyOf(missing.keySet());
    }

    /** Reads what is owned here. */
    private void readOwned() {
      missing
          .entrySet()
          .removeIf(of -> source().owns(of.getKey()) && reads.read(of.getKey(), of.getValue()));
    }

    /** Reads the copy here of a partition, which is so far behind. */
    void readCopy(int partition, Lag behind) {
      List<Integer> places = missing.get(partition);
      if (places != null && reads.read(partition, places)) {
        end(partition, From.COPY);
        behind(behind);
      }
    }

    private void behind(Lag copy) {
      lag = lag == null ? copy : lag.max(copy);
    }

    /** What another node is to read for {@link #take} of the same partitions. */
    Part asked(List<Integer> partitions) {
      Part.Builder part =
          Part.newBuilder().setApplication(source().application()).setVersion(source().version());
      answers.forEach(answer -> part.addLogs(answer.asked()));
      for (int place : places(partitions)) {
        part.addKeys(ByteString.copyFrom(rows.keys().get(place)));
      }
      return part.build();
    }

    private List<Integer> places(List<Integer> partitions) {
      List<Integer> places = new ArrayList<>();
      partitions.forEach(partition -> places.addAll(missing.getOrDefault(partition, List.of())));
      return places;
    }

    /**
     * Takes what another node has read.
     *
     * @param told for each key one for each log
     * @param copies how far those were behind that were not owners, by partition
     * @param fresh whether a copy that is so far behind may answer
     * @throws IllegalArgumentException when it cannot be read here
     */
    void take(
        List<Integer> partitions,
        List<KeyAnswer> told,
        Map<Integer, Lag> copies,
        Predicate<Lag> fresh) {
      List<Optional<RowReader>> forms =
          answers.stream()
              .map(answer -> answer.form().map(form -> new RowReader(List.of(form), form)))
              .toList();
      int next = 0;
      for (int partition : partitions) {
        Lag behind = copies.get(partition);
        boolean taken = behind == null || fresh.test(behind);
        if (!taken) {
          tooStale(partition);
        }
        for (int place : missing.getOrDefault(partition, List.of())) {
          for (int i = 0; i < answers.size(); i++) {
            KeyAnswer answer = told.get(next++);
            taken &= answer.getHere();
            if (taken) {
              answers.get(i).take(place, answer, forms.get(i));
            }
          }
        }
        if (taken) {
          end(partition, behind == null ? From.OWNER : From.COPY);
          Optional.ofNullable(behind).ifPresent(this::behind);
        }
      }
    }

    /** Gives up on a partition. */
    void unanswered(int partition, String reason) {
      end(partition, tooStale.contains(partition) ? From.TOO_STALE : From.NOWHERE);
      question.notHere(entity.entity(), partition, reason);
    }
  }

  List<OfKeys> keys() {
    return keys;
  }

  Question question() {
    return question;
  }

  /** Reads what is owned here; returns whether that was all. */
  boolean readOwned() {
    boolean all = true;
    for (OfKeys of : keys) {
      of.readOwned();
      all &= of.missing.isEmpty();
    }
    return all;
  }

  /** Whether nothing is left to read. */
  boolean complete() {
    return keys.stream().allMatch(of -> of.missing.isEmpty());
  }

  /** The answer, as far as keys have been read. */
  LookupResult result() {
    @Nullable FeatureColumn[] columns = new @Nullable FeatureColumn[plan.types().size()];
    Map<String, Lag> copies = new HashMap<>();
    for (OfKeys of : keys) {
      of.answers.forEach(answer -> answer.write(of.rows, columns));
      Lag lag = of.lag;
      if (lag != null) {
        of.entity.logs().stream()
            .flatMap(log -> log.views().stream())
            .forEach(view -> copies.merge(view.alias(), lag, Lag::max));
      }
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
        new Columns(request, stored).all(), reasons, request.asOf().orElse(question.now()), copies);
  }
}
