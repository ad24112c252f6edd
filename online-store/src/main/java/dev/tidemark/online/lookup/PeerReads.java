package dev.tidemark.online.lookup;

import com.google.protobuf.ByteString;
import dev.tidemark.model.feature.Feature.Window;
import dev.tidemark.model.row.RowEncoder;
import dev.tidemark.online.lookup.Placement.Replicas;
import dev.tidemark.online.lookup.RequestPlan.OfLog;
import dev.tidemark.online.lookup.RequestPlan.OfView;
import dev.tidemark.online.lookup.RequestPlan.Target;
import dev.tidemark.online.state.LogState;
import dev.tidemark.peer.proto.PeerServiceProto.Copy;
import dev.tidemark.peer.proto.PeerServiceProto.KeyAnswer;
import dev.tidemark.peer.proto.PeerServiceProto.LocateResponse;
import dev.tidemark.peer.proto.PeerServiceProto.Located;
import dev.tidemark.peer.proto.PeerServiceProto.LogPart;
import dev.tidemark.peer.proto.PeerServiceProto.Part;
import dev.tidemark.peer.proto.PeerServiceProto.PartAnswer;
import dev.tidemark.peer.proto.PeerServiceProto.ReadRequest;
import dev.tidemark.peer.proto.PeerServiceProto.ReadResponse;
import dev.tidemark.peer.proto.PeerServiceProto.State;
import dev.tidemark.registry.deployment.Join;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Reads keys for other nodes, from what is here. Any thread. */
public final class PeerReads {
  private static final KeyAnswer NOT_HERE = KeyAnswer.getDefaultInstance();

  private final Sources sources;

  /** The states of this node. */
  @FunctionalInterface
  public interface Sources {
    /**
     * A state, as a deployment reads it.
     *
     * @param version of the deployment
     * @return empty when there is no such state here, or the version is not known
     */
    Optional<Serving.Source> source(String application, int version);

    /** What lookups of this node are answered from; empty before the first deployment. */
    default Optional<Serving> serving() {
      return Optional.empty();
    }
  }

  public PeerReads(Sources sources) {
    this.sources = sources;
  }

  public Sources sources() {
    return sources;
  }

  /**
   * What is here of keys.
   *
   * @throws IllegalArgumentException when the question is not one of a node of this version
   */
  public ReadResponse read(ReadRequest request) {
    ReadResponse.Builder response = ReadResponse.newBuilder();
    Optional<Long> asOf = request.hasAsOf() ? Optional.of(request.getAsOf()) : Optional.empty();
    for (Part part : request.getPartsList()) {
      Question question = new Question(request.getNow(), asOf, new Stages(), false);
      response.addParts(
          sources
              .source(part.getApplication(), part.getVersion())
              .map(source -> new Reading(source, part, question).answer(request.getCopies()))
              .orElse(PartAnswer.getDefaultInstance()));
    }
    return response.build();
  }

  /** Where the states are that lookups of this node are answered from. */
  public LocateResponse locate() {
    LocateResponse.Builder response = LocateResponse.newBuilder();
    sources
        .serving()
        .ifPresent(
            serving -> serving.entities().values().forEach(of -> response.addStates(state(of))));
    return response.build();
  }

  private static State state(Serving.Source source) {
    State.Builder state = State.newBuilder().setApplication(source.application());
    for (int partition = 0; partition < source.partitions(); partition++) {
      Replicas replicas = source.replicas(partition);
      Located.Builder located = Located.newBuilder();
      replicas.owner().ifPresent(owner -> located.setOwner(owner.toString()));
      replicas.copies().forEach(copy -> located.addCopies(copy.toString()));
      state.addPartitions(located);
    }
    return state.build();
  }

  /** The reading of one part. */
  private static final class Reading {
    private final Serving.Source source;
    private final Part part;
    private final List<byte[]> keys;
    private final List<OfLog> logs = new ArrayList<>();
    private final List<LogAnswer> answers = new ArrayList<>();
    private final KeyReads reads;

    Reading(Serving.Source source, Part part, Question question) {
      this.source = source;
      this.part = part;
      keys = part.getKeysList().stream().map(ByteString::toByteArray).toList();
      for (LogPart log : part.getLogsList()) {
        OfLog of = new OfLog(log.getTopic(), state(log), views(log));
        logs.add(of);
        answers.add(new LogAnswer(question, of, keys.size()));
      }
      reads = new KeyReads(source.state(), keys, logs, answers, question.stages());
    }

    private LogState state(LogPart log) {
      LogState state = source.logs().get(log.getTopic());
      if (state == null) {
        throw new IllegalArgumentException(
            "Cannot read log %s of %s".formatted(log.getTopic(), part.getApplication()));
      }
      return state;
    }

    /** Those of the windows, in their order; windows of a view stand together. */
    private List<OfView> views(LogPart log) {
      List<OfView> views = new ArrayList<>();
      int column = 0;
      for (String reference : log.getWindowsList()) {
        String name = reference.substring(0, reference.indexOf(':'));
        Join join = source.views().get(name);
        if (join == null
            || !(join.view().feature(reference.substring(name.length() + 1)).orElse(null)
                instanceof Window window)) {
          throw new IllegalArgumentException(
              "Cannot read window %s of %s".formatted(reference, part.getApplication()));
        }
        if (views.isEmpty() || !views.getLast().alias().equals(name)) {
          int newest = state(log).layout().newestIndex(join.view().condition());
          views.add(new OfView(join.view(), name, newest, List.of(), new ArrayList<>()));
        }
        views.getLast().windows().add(new Target<>(window, column++));
      }
      return views;
    }

    PartAnswer answer(boolean copies) {
      PartAnswer.Builder answer = PartAnswer.newBuilder().setKnown(true);
      Map<Integer, List<Integer>> places = new LinkedHashMap<>();
      for (int place = 0; place < keys.size(); place++) {
        places
            .computeIfAbsent(source.partition(keys.get(place)), of -> new ArrayList<>())
            .add(place);
      }
      places.forEach((partition, of) -> {
        boolean owned = source.owns(partition) && reads.read(partition, of);
        if (!owned && copies) {
          source
              .placement()
              .lag(partition)
              .filter(lag -> reads.read(partition, of))
              .ifPresent(lag -> answer.addCopies(copy(partition, lag)));
        }
      });
      List<Optional<RowEncoder>> encoders =
          answers.stream().map(of -> of.form().map(RowEncoder::new)).toList();
      for (int place = 0; place < keys.size(); place++) {
        for (int i = 0; i < answers.size(); i++) {
          answer.addKeys(
              answers.get(i).has(place)
                  ? answers.get(i).told(place, part.getLogs(i).getNewestList(), encoders.get(i))
                  : NOT_HERE);
        }
      }
      return answer.build();
    }

    private static Copy copy(int partition, Lag lag) {
      return Copy.newBuilder()
          .setPartition(partition)
          .setEvents(lag.events())
          .setMillis(lag.millis())
          .build();
    }
  }
}
