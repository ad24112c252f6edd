package dev.tidemark.online.http;

import dev.tidemark.online.fold.ServedExample;
import feast.proto.serving.ServingAPIProto.FeatureList;
import feast.proto.serving.ServingAPIProto.GetOnlineFeaturesRequest;
import feast.proto.types.ValueProto.DoubleList;
import feast.proto.types.ValueProto.RepeatedValue;
import feast.proto.types.ValueProto.Value;
import java.util.List;
import java.util.Random;

/** Requests that {@link ServedExample} answers. */
final class ValidRequests {
  private static final List<String> BODIES =
      List.of(
          """
          {"features":["profile:city","activity:clicks_1h"],"entities":{"user":[7,8,null,7]},"full_feature_names":true}\
          """,
          """
          {"feature_service":"both","full_feature_names":true,"entities":{"user":[7,8],"previous":[8,9]},"as_of":"2026-03-01T13:00:00+01:00"}\
          """,
          """
          {"feature_service":"computed","features":null,"entities":{"user":[7],"previous":[8]},"request_context":{"amount":[3]}}\
          """,
          """
          {"features":["places:visits"],"entities":{"city":["Z\\u00fcrich","Bern"],"zone":[1,1]},"x":{"y":[1.5e3]}}\
          """,
          """
          {"features":["ratios:part","ratios:heavy","pure:twice","kinds:f"],"entities":{"user":[7,9],"amount":[1,2]},"request_context":{"share":[0.5,null],"weights":[[1.0,2.5],[]]}}\
          """,
          """
          {"features":["kinds:holes","kinds:bytes","kinds:nan","kinds:texts","kinds:last_t","verdict:odd"],"entities":{"user":[7]},"request_context":{"amount":[null]}}\
          """);

  static final String PUSH =
      """
      {"push_source_name":"people","df":{"user":[7,8],"time":["2026-03-01 10:00:00+00:00",null],"city":["a","Z\\u00fcrich"]},"to":"online"}\
      """;

  private ValidRequests() {}

  static String json(Random random) {
    return BODIES.get(random.nextInt(BODIES.size()));
  }

  static byte[] message(Random random) {
    GetOnlineFeaturesRequest.Builder request =
        GetOnlineFeaturesRequest.newBuilder()
            .putEntities("user", column(whole(7), whole(8), Value.newBuilder()))
            .putEntities("city", column(text("Zürich"), text("Bern"), text("")))
            .putEntities("zone", column(whole(1), whole(1), whole(1)))
            .putEntities("amount", column(whole(1), whole(2), whole(3)))
            .putRequestContext(
                "share", column(number(0.5), number(0), Value.newBuilder().setFloatVal(1)))
            .putRequestContext("weights", column(weights(1, 2.5), weights(), Value.newBuilder()));
    // Only services know the previous user
    RepeatedValue previous = column(whole(8), whole(9), whole(7));
    switch (random.nextInt(4)) {
      case 0 ->
          request
              .setFeatureService("both")
              .setFullFeatureNames(true)
              .putEntities("previous", previous);
      case 1 -> request.setFeatureService("computed").putEntities("previous", previous);
      case 2 -> request.setFeatures(list("profile:city", "kinds:bytes", "ratios:heavy"));
      default -> request.setFeatures(list("places:visits", "pure:twice", "activity:spent"));
    }
    return request.build().toByteArray();
  }

  private static FeatureList list(String... references) {
    return FeatureList.newBuilder().addAllVal(List.of(references)).build();
  }

  private static RepeatedValue column(Value.Builder... values) {
    RepeatedValue.Builder column = RepeatedValue.newBuilder();
    List.of(values).forEach(column::addVal);
    return column.build();
  }

  private static Value.Builder whole(long value) {
    return Value.newBuilder().setInt64Val(value);
  }

  private static Value.Builder text(String value) {
    return Value.newBuilder().setStringVal(value);
  }

  private static Value.Builder number(double value) {
    return Value.newBuilder().setDoubleVal(value);
  }

  private static Value.Builder weights(double... values) {
    DoubleList.Builder list = DoubleList.newBuilder();
    for (double value : values) {
      list.addVal(value);
    }
    return Value.newBuilder().setDoubleListVal(list);
  }
}
