package dev.tidemark.online.request;

import dev.tidemark.model.feature.Status;
import dev.tidemark.online.lookup.FeatureColumn;
import dev.tidemark.online.lookup.LookupRequest;
import dev.tidemark.online.lookup.Lookups;
import dev.tidemark.online.lookup.OverloadedException;
import dev.tidemark.online.lookup.Remembered;
import dev.tidemark.online.lookup.Stages;
import dev.tidemark.online.lookup.Stages.Stage;
import dev.tidemark.registry.deployment.Deployment;
import dev.tidemark.registry.deployment.ResolutionException;
import dev.tidemark.registry.deployment.Selected;
import dev.tidemark.registry.deployment.Selection;
import dev.tidemark.registry.deployment.ServedLog;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/** Answers requests for features by the deployment of the moment. Any thread. */
public final class FeatureRequests {
  private static final Status[] STATUSES = Status.values();
  private static final byte PRESENT = Status.PRESENT.number();

  private final Lookups lookups;
  private final RequestMeasures measures;
  private final Protocol protocol;
  private final Remembered<Deployment, Asked, Shape> shapes;

  /**
   * Answers requests that come by a protocol.
   *
   * @param names how answers tell the names of their features
   */
  public FeatureRequests(
      Lookups lookups, RequestMeasures measures, Protocol protocol, Names names) {
    this.lookups = lookups;
    this.measures = measures;
    this.protocol = protocol;
    shapes = new Remembered<>((deployment, asked) -> Shape.of(deployment, asked, names));
  }

  /** Writes the names of an answer's features, once for all answers that have the same ones. */
  @FunctionalInterface
  public interface Names {
    /** The bytes that stand in answers. */
    byte[] of(Selection selection, boolean fullNames);
  }

  /** What a request asks for, whatever the keys. */
  private record Asked(Optional<String> service, List<String> features, boolean fullNames) {}

  /**
   * That, resolved.
   *
   * @param log of the service that is asked for, if it is logged
   * @param names of the features, as they are written
   */
  @SuppressWarnings("ArrayRecordComponent") // never compared
  private record Shape(
      Selection selection, Optional<ServedLog> log, byte[] names, EntityColumns entities) {
    static Shape of(Deployment deployment, Asked asked, Names names) {
      Selection selection =
          asked
              .service()
              .map(deployment::service)
              .orElseGet(() -> deployment.select(asked.features()));
      return new Shape(
          selection,
          asked.service().map(deployment.servedLogs()::get),
          names.of(selection, asked.fullNames()),
          new EntityColumns(deployment, selection));
    }
  }

  /**
   * Looks up what a request asks for. It is done when this returns, unless other nodes had to be
   * asked.
   *
   * @param stages began with the reading of the request
   * @throws RequestException when it cannot be answered as it is, or nothing is deployed
   */
  public CompletableFuture<Answer> answer(FeatureRequest request, Stages stages) {
    if (LookupTrace.CURRENT.isBound()) {
      LookupTrace.CURRENT.get().asked(request);
    }
    Deployment deployment =
        lookups
            .deployment()
            .orElseThrow(() ->
                new RequestException(503, "FeastError", "Cannot look up: nothing is deployed yet"));
    try {
      return answer(deployment, request, stages);
    } catch (ResolutionException e) {
      throw RequestException.of(e);
    }
  }

  private CompletableFuture<Answer> answer(
      Deployment deployment, FeatureRequest request, Stages stages) {
    Shape shape =
        shapes.get(
            deployment, new Asked(request.service(), request.features(), request.fullNames()));
    Selection selection = shape.selection();
    List<TypedColumn> entities = shape.entities().typed(request);
    Map<String, List<?>> columns = new LinkedHashMap<>();
    RequestColumns.of(selection, request)
        .forEach(column -> columns.put(column.column().name(), column.values()));
    entities.forEach(entity -> columns.put(entity.column().name(), entity.values()));
    LookupRequest lookup = new LookupRequest(selection, columns, request.asOf(), stages);
    return lookups
        .lookup(lookup)
        .thenApply(result ->
            new Answer(request.service(), shape.log(), lookup, entities, shape.names(), result))
        .exceptionallyCompose(FeatureRequests::refused);
  }

  /** Other nodes that have too much to do are as good a reason as this one. */
  private static CompletableFuture<Answer> refused(Throwable failure) {
    Throwable cause = failure.getCause() == null ? failure : failure.getCause();
    return CompletableFuture.failedFuture(
        cause instanceof OverloadedException overloaded
            ? RequestException.tooMany(String.valueOf(overloaded.getMessage()))
            : failure);
  }

  /** Counts an answer that has been written, and its values. */
  public void served(Answer answer) {
    answer.stages().end(Stage.ENCODE);
    measures.lookedUp(answer.service(), protocol, answer.stages());
    if (LookupTrace.CURRENT.isBound()) {
      LookupTrace.CURRENT.get().answered(answer);
    }
    if (answer.log().isPresent() && answer.request().asOf().isEmpty()) {
      measures.logged(answer.log().get(), answer);
    }
    List<Selected> features = answer.selection().features();
    List<FeatureColumn> columns = answer.result().columns();
    for (int from = 0, to; from < columns.size(); from = to) {
      String view = features.get(from).join().viewName();
      to = from + 1;
      while (to < columns.size() && features.get(to).join().viewName().equals(view)) {
        to++;
      }
      served(view, columns.subList(from, to));
    }
  }

  private void served(String view, List<FeatureColumn> columns) {
    long[] counts = new long[STATUSES.length];
    for (FeatureColumn column : columns) {
      if (column.complete()) {
        counts[PRESENT] += column.size();
      } else {
        for (byte status : column.statuses()) {
          counts[status]++;
        }
      }
    }
    for (Status status : STATUSES) {
      if (counts[status.number()] > 0) {
        measures.served(view, status, counts[status.number()]);
      }
    }
  }
}
