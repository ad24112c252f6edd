package dev.tidemark.online.grpc;

import dev.tidemark.online.request.FeatureRequest;
import dev.tidemark.online.request.SentColumn;
import feast.proto.serving.ServingAPIProto.GetOnlineFeaturesRequest;
import feast.proto.types.ValueProto.RepeatedValue;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Reads requests. */
final class SentRequest {
  private SentRequest() {}

  /**
   * Reads a request.
   *
   * @param fullNames whether features are told apart by their views, whatever the request says
   * @throws dev.tidemark.online.request.RequestException that names what does not fit
   */
  static FeatureRequest read(
      GetOnlineFeaturesRequest request, boolean fullNames, Optional<Long> asOf) {
    Optional<String> service =
        Optional.of(request.getFeatureService()).filter(name -> !name.isEmpty());
    Map<String, SentColumn> entities = columns(request.getEntitiesMap());
    Map<String, SentColumn> context = columns(request.getRequestContextMap());
    FeatureRequest.sameLengths(entities, context);
    List<String> features = List.copyOf(request.getFeatures().getValList());
    if (service.isEmpty() && features.isEmpty()) {
      throw FeatureRequest.noFeatures();
    }
    return new FeatureRequest(
        service, features, entities, context, fullNames || request.getFullFeatureNames(), asOf);
  }

  private static Map<String, SentColumn> columns(Map<String, RepeatedValue> sent) {
    Map<String, SentColumn> columns = new LinkedHashMap<>();
    sent.forEach((name, values) -> columns.put(name, new ProtoColumn(values)));
    return columns;
  }
}
