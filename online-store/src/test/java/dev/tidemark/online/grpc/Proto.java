package dev.tidemark.online.grpc;

import com.google.protobuf.ByteString;
import feast.proto.serving.ServingAPIProto.FeatureList;
import feast.proto.serving.ServingAPIProto.GetOnlineFeaturesRequest;
import feast.proto.types.ValueProto.RepeatedValue;
import feast.proto.types.ValueProto.Value;
import java.util.Arrays;
import java.util.List;

/** Messages in few words. */
final class Proto {
  private Proto() {}

  static GetOnlineFeaturesRequest.Builder ask(String... features) {
    return GetOnlineFeaturesRequest.newBuilder()
        .setFeatures(FeatureList.newBuilder().addAllVal(List.of(features)));
  }

  static GetOnlineFeaturesRequest.Builder service(String name) {
    return GetOnlineFeaturesRequest.newBuilder().setFeatureService(name);
  }

  static RepeatedValue column(Value... values) {
    return RepeatedValue.newBuilder().addAllVal(List.of(values)).build();
  }

  static RepeatedValue longs(long... values) {
    return column(Arrays.stream(values).mapToObj(Proto::of).toArray(Value[]::new));
  }

  static Value of(long value) {
    return Value.newBuilder().setInt64Val(value).build();
  }

  static Value of(int value) {
    return Value.newBuilder().setInt32Val(value).build();
  }

  static Value of(double value) {
    return Value.newBuilder().setDoubleVal(value).build();
  }

  static Value of(float value) {
    return Value.newBuilder().setFloatVal(value).build();
  }

  static Value of(boolean value) {
    return Value.newBuilder().setBoolVal(value).build();
  }

  static Value of(String value) {
    return Value.newBuilder().setStringVal(value).build();
  }

  static Value of(byte... value) {
    return Value.newBuilder().setBytesVal(ByteString.copyFrom(value)).build();
  }
}
