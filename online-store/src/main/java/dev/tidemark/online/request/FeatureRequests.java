package dev.tidemark.online.request;

import dev.tidemark.model.feature.Status;
import dev.tidemark.online.lookup.FeatureColumn;
import dev.tidemark.online.lookup.LookupRequest;
import dev.tidemark.online.lookup.LookupResult;
import dev.tidemark.online.lookup.Lookups;
import dev.tidemark.online.lookup.Remembered;
import dev.tidemark.online.lookup.Stages;
import dev.tidemark.online.lookup.Stages.Stage;
import dev.tidemark.registry.deployment.Deployment;
import dev.tidemark.registry.deployment.ResolutionException;
import dev.tidemark.registry.deployment.Selection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Answers requests for features by the deployment of the moment. Any thread. */
public final class FeatureRequests {
  private static final Status[] STATUSES = Status.values();
  private static final byte PRESENT = Status.PRESENT.number();

  private final Lookups lookups;
  private final RequestMeasures measures;
  private final Protocol protocol;
  private final Remembered<Deployment, Asked, Shape> shapes = new Remembered<>(Shape::of);

  public FeatureRequests(Lookups lookups, RequestMeasures measures, Protocol protocol) {
    this.lookups = lookups;
    this.measures = measures;
    this.protocol = protocol;
  }

  /** What a request asks for, whatever the keys. */
  private record Asked(Optional<String> service, List<String> features, boolean fullNames) {}

  /**
   * That, resolved.
   *
   * @param names of the features, in order
   */
  private record Shape(Selection selection, List<String> names, EntityColumns entities) {
    static Shape of(Deployment deployment, Asked asked) {
      Selection selection =
          asked
              .service()
              .map(deployment::service)
              .orElseGet(() -> deployment.select(asked.features()));
      return new Shape(
          selection, selection.names(asked.fullNames()), new EntityColumns(deployment, selection));
    }
  }

  /**
   * Looks up what a request asks for.
   *
   * @param stages began with the reading of the request
   * @throws RequestException when it cannot be answered as it is, or nothing is deployed
   */
  public Answer answer(FeatureRequest request, Stages stages) {
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

  private Answer answer(Deployment deployment, FeatureRequest request, Stages stages) {
    Shape shape =
        shapes.get(
            deployment, new Asked(request.service(), request.features(), request.fullNames()));
    Selection selection = shape.selection();
    List<TypedColumn> entities = shape.entities().typed(request);
    Map<String, List<?>> columns = new LinkedHashMap<>();
    RequestColumns.of(selection, request)
        .forEach(column -> columns.put(column.column().name(), column.values()));
    entities.forEach(entity -> columns.put(entity.column().name(), entity.values()));
    LookupResult result =
        lookups.lookup(new LookupRequest(selection, columns, request.asOf(), stages));
    return new Answer(request.service(), selection, entities, shape.names(), result, stages);
  }

  /** Counts an answer that has been written, and its values. */
  public void served(Answer answer) {
    answer.stages().end(Stage.ENCODE);
    measures.lookedUp(answer.service(), protocol, answer.stages());
    if (LookupTrace.CURRENT.isBound()) {
      LookupTrace.CURRENT.get().answered(answer);
    }
    Map<String, long[]> served = new HashMap<>();
    List<FeatureColumn> columns = answer.result().columns();
    for (int i = 0; i < columns.size(); i++) {
      long[] counts =
          served.computeIfAbsent(
              answer.selection().features().get(i).join().viewName(),
              view -> new long[STATUSES.length]);
      byte[] statuses = columns.get(i).statuses();
      int present = present(statuses);
      counts[PRESENT] += present;
      for (int row = 0; present < statuses.length && row < statuses.length; row++) {
        counts[statuses[row]] += statuses[row] == PRESENT ? 0 : 1;
      }
    }
    served.forEach((view, counts) -> {
      for (Status status : STATUSES) {
        if (counts[status.number()] > 0) {
          measures.served(view, status, counts[status.number()]);
        }
      }
    });
  }

  /** How often the commonest status is there; a loop without branches. */
  private static int present(byte[] statuses) {
    int present = 0;
    for (byte status : statuses) {
      present += status == PRESENT ? 1 : 0;
    }
    return present;
  }
}
