package dev.tidemark.sdk.routing;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import dev.tidemark.model.row.KeyCodec;
import dev.tidemark.model.type.Column;
import dev.tidemark.model.type.Scalar;
import dev.tidemark.model.type.ValueType;
import dev.tidemark.serving.proto.RoutingServiceProto.EntityRouting;
import dev.tidemark.serving.proto.RoutingServiceProto.GetRoutingResponse;
import feast.proto.serving.ServingAPIProto.GetOnlineFeaturesRequest;
import feast.proto.types.ValueProto.RepeatedValue;
import feast.proto.types.ValueProto.Value;
import java.time.Instant;
import java.util.List;
import java.util.Random;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.apache.kafka.common.utils.Utils;
import org.junit.jupiter.api.Test;

/** A key is in the partition in which the product's own codec and Kafka's producers put it. */
class KeyPartitionTest {
  private static final List<Scalar> TYPES =
      List.of(
          Scalar.BOOL, Scalar.INT32, Scalar.INT64, Scalar.TIMESTAMP, Scalar.STRING, Scalar.BYTES);
  private static final int PARTITIONS = 97;

  private final long seed = Long.getLong("tests.seed", System.nanoTime());
  private final Random random = new Random(seed);

  /** Each partition has a node of its own, so that the node tells the partition. */
  private static GetRoutingResponse routing(List<Scalar> types) {
    EntityRouting.Builder entity = EntityRouting.newBuilder();
    for (int i = 0; i < types.size(); i++) {
      entity.addKeysBuilder().setName("k" + i).setType(types.get(i).name());
    }
    for (int i = 0; i < PARTITIONS; i++) {
      entity.addPartitionsBuilder().setOwner("node:" + (i + 1));
    }
    return GetRoutingResponse.newBuilder().putEntities("e", entity.build()).build();
  }

  private static GetOnlineFeaturesRequest request(List<Value> key) {
    GetOnlineFeaturesRequest.Builder request = GetOnlineFeaturesRequest.newBuilder();
    for (int i = 0; i < key.size(); i++) {
      request.putEntities("k" + i, RepeatedValue.newBuilder().addVal(key.get(i)).build());
    }
    return request.build();
  }

  /** Empty where no partition was found. */
  private static List<Integer> partitions(List<Scalar> types, List<Value> key) {
    PartitionMap map = PartitionMap.of(routing(types));
    Shares shares = map.shares(request(key));
    return IntStream.range(0, map.nodes().size()).filter(i -> shares.owned(i) > 0).boxed().toList();
  }

  private static int expected(List<Scalar> types, Object... values) {
    List<Column> columns =
        IntStream.range(0, types.size())
            .mapToObj(i -> new Column("k" + i, ValueType.of(types.get(i))))
            .toList();
    return Utils.toPositive(Utils.murmur2(new KeyCodec(columns).encode(values))) % PARTITIONS;
  }

  private Object value(Scalar type) {
    return switch (type) {
      case BOOL -> random.nextBoolean();
      case INT32 -> random.nextInt() >> random.nextInt(32);
      case INT64 -> random.nextLong() >> random.nextInt(64);
      case TIMESTAMP -> Instant.ofEpochSecond(random.nextLong(-5_000_000_000L, 5_000_000_000L));
      case STRING ->
          random
              .ints(random.nextInt(200), 0, 0x1_2000)
              .filter(point -> point < Character.MIN_SURROGATE || point > Character.MAX_SURROGATE)
              .mapToObj(Character::toString)
              .collect(Collectors.joining());
      case BYTES -> {
        byte[] bytes = new byte[random.nextInt(300)];
        random.nextBytes(bytes);
        yield bytes;
      }
      case FLOAT, DOUBLE -> throw new AssertionError("no keys");
    };
  }

  private static Value message(Scalar type, Object value) {
    Value.Builder message = Value.newBuilder();
    switch (type) {
      case BOOL -> message.setBoolVal((Boolean) value);
      case INT32 -> message.setInt32Val((Integer) value);
      case INT64 -> message.setInt64Val((Long) value);
      case TIMESTAMP -> message.setUnixTimestampVal(((Instant) value).getEpochSecond());
      case STRING -> message.setStringVal((String) value);
      case BYTES -> message.setBytesVal(ByteString.copyFrom((byte[]) value));
      case FLOAT, DOUBLE -> throw new AssertionError("no keys");
    }
    return message.build();
  }

  @Test
  void random_keys_of_every_type_and_of_several_fields() {
    for (int round = 0; round < 5_000; round++) {
      int first = round % TYPES.size();
      List<Scalar> types =
          IntStream.range(0, 1 + random.nextInt(3))
              .mapToObj(i -> TYPES.get(i == 0 ? first : random.nextInt(TYPES.size())))
              .toList();
      Object[] values = types.stream().map(this::value).toArray();
      List<Value> key =
          IntStream.range(0, values.length)
              .mapToObj(i -> message(types.get(i), values[i]))
              .toList();
      assertThat(partitions(types, key))
          .as("key %s of %s, seed %d", List.of(values), types, seed)
          .containsExactly(expected(types, values));
    }
  }

  @Test
  void fields_do_not_run_into_each_other() {
    List<Scalar> ints = List.of(Scalar.INT64, Scalar.INT64);
    List<Scalar> texts = List.of(Scalar.STRING, Scalar.STRING);
    assertThat(partitions(ints, List.of(int64(1), int64(11))))
        .containsExactly(expected(ints, 1L, 11L));
    assertThat(partitions(ints, List.of(int64(11), int64(1))))
        .containsExactly(expected(ints, 11L, 1L));
    assertThat(expected(ints, 1L, 11L)).isNotEqualTo(expected(ints, 11L, 1L));
    assertThat(partitions(texts, List.of(text("1"), text("11"))))
        .containsExactly(expected(texts, "1", "11"));
    assertThat(partitions(texts, List.of(text("11"), text("1"))))
        .containsExactly(expected(texts, "11", "1"));
  }

  @Test
  void whole_numbers_fit_each_other_as_they_do_at_the_node() {
    assertThat(partitions(List.of(Scalar.INT64), List.of(message(Scalar.INT32, -7))))
        .containsExactly(expected(List.of(Scalar.INT64), -7L));
    assertThat(partitions(List.of(Scalar.INT32), List.of(int64(-7))))
        .containsExactly(expected(List.of(Scalar.INT32), -7));
    assertThat(partitions(List.of(Scalar.INT32), List.of(int64(1L << 40)))).isEmpty();
  }

  @Test
  void what_does_not_fit_is_nowhere() {
    assertThat(partitions(List.of(Scalar.INT64), List.of(text("7")))).isEmpty();
    assertThat(partitions(List.of(Scalar.INT64), List.of(Value.getDefaultInstance()))).isEmpty();
    assertThat(partitions(List.of(Scalar.DOUBLE), List.of(int64(7)))).isEmpty();
    assertThat(partitions(List.of(Scalar.INT64, Scalar.INT64), List.of(int64(7)))).isEmpty();
  }

  private static Value int64(long value) {
    return message(Scalar.INT64, value);
  }

  private static Value text(String value) {
    return message(Scalar.STRING, value);
  }
}
