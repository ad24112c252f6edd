package dev.tidemark.ingest;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tidemark.ingest.ShapeResult.Refused;
import dev.tidemark.model.type.Column;
import dev.tidemark.registry.definition.Format;
import dev.tidemark.registry.definition.Format.SchemaFile;
import dev.tidemark.registry.definition.Origin;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.math.BigDecimal;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.UnaryOperator;
import org.apache.avro.Schema;
import org.apache.avro.generic.GenericData;
import org.apache.avro.generic.GenericDatumWriter;
import org.apache.avro.generic.GenericRecord;
import org.apache.avro.io.BinaryEncoder;
import org.apache.avro.io.EncoderFactory;
import org.apache.avro.message.BinaryMessageEncoder;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.junit.jupiter.api.Test;

/** Records that Avro's own library writes. */
class AvroDecoderTest {
  private static final String SCHEMA =
      """
      {"type": "record", "name": "Edit", "fields": [
        {"name": "skipped", "type": {"type": "map", "values": ["null", {"type": "array", "items": "string"}]}},
        {"name": "page", "type": "string"},
        {"name": "delta", "type": ["null", "long", "string"]},
        {"name": "small", "type": "int"},
        {"name": "ratio", "type": "float"},
        {"name": "price", "type": {"type": "bytes", "logicalType": "decimal", "precision": 9, "scale": 2}},
        {"name": "raw", "type": {"type": "fixed", "name": "Two", "size": 2}},
        {"name": "colour", "type": {"type": "enum", "name": "Colour", "symbols": ["RED", "BLUE"]}},
        {"name": "time", "type": {"type": "long", "logicalType": "timestamp-micros"}},
        {"name": "made", "type": ["null", {"type": "long", "logicalType": "timestamp-millis"}]},
        {"name": "tags", "type": {"type": "array", "items": ["null", "string"]}},
        {"name": "user", "type": ["null", {"type": "record", "name": "User", "fields": [
          {"name": "name", "type": "string"}, {"name": "age", "type": ["null", "int"]}]}]}
      ]}
      """;

  private static final Schema AVRO = new Schema.Parser().parse(SCHEMA);
  private static final Instant TIME = Instant.parse("2026-01-02T03:04:05.000006Z");

  private static final List<Column> COLUMNS =
      Plans.columns(
          "page:STRING",
          "delta:INT64",
          "small:DOUBLE",
          "ratio:FLOAT",
          "price:DOUBLE",
          "raw:BYTES",
          "colour:STRING",
          "time:TIMESTAMP",
          "made:TIMESTAMP",
          "tags:ARRAY<STRING>",
          "age:INT32",
          "missing:INT64");

  private static final Map<String, Origin> ORIGINS = Map.of("age", Origin.Field.of("user.age"));

  private static GenericRecord record() {
    GenericRecord record = new GenericData.Record(AVRO);
    record.put("skipped", Map.of("a", List.of("b", "c")));
    record.put("page", "Zürich");
    record.put("delta", 7L);
    record.put("small", 3);
    record.put("ratio", 0.5f);
    record.put("price", ByteBuffer.wrap(new BigDecimal("-12.34").unscaledValue().toByteArray()));
    record.put("raw", new GenericData.Fixed(AVRO.getField("raw").schema(), new byte[] {1, 2}));
    record.put("colour", new GenericData.EnumSymbol(AVRO.getField("colour").schema(), "BLUE"));
    record.put("time", TIME.getEpochSecond() * 1_000_000 + 6);
    record.put("made", null);
    record.put("tags", Arrays.asList("x", null));
    GenericRecord user = new GenericData.Record(AVRO.getField("user").schema().getTypes().get(1));
    user.put("name", "u");
    user.put("age", 42);
    record.put("user", user);
    return record;
  }

  static byte[] bytes(GenericRecord record) {
    try {
      ByteArrayOutputStream out = new ByteArrayOutputStream();
      BinaryEncoder encoder = EncoderFactory.get().binaryEncoder(out, null);
      new GenericDatumWriter<GenericRecord>(record.getSchema()).write(record, encoder);
      encoder.flush();
      return out.toByteArray();
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  private static EventReader ofFile() {
    Format format = new Format.Avro(Optional.of(new SchemaFile("e.avsc", SCHEMA)));
    return new EventReader(Plans.source(Plans.options(format, ORIGINS), COLUMNS), Optional.empty());
  }

  private static List<Object> values(EventReader reader, byte[] message) {
    try {
      return Arrays.asList(reader.read(null, new RecordHeaders(), message).values);
    } catch (RefusalException e) {
      return List.of(e.refused());
    }
  }

  private static Refused refused(byte[] message) {
    return (Refused) values(ofFile(), message).getFirst();
  }

  private static List<Object> read(UnaryOperator<GenericRecord> change) {
    return values(ofFile(), bytes(change.apply(record())));
  }

  private static UnaryOperator<GenericRecord> with(String field, Object value) {
    return record -> {
      record.put(field, value);
      return record;
    };
  }

  @Test
  void every_type_is_read() throws RefusalException {
    assertThat(read(UnaryOperator.identity()))
        .containsExactly(
            "Zürich",
            7L,
            3.0,
            0.5f,
            -12.34,
            new byte[] {1, 2},
            "BLUE",
            TIME,
            null,
            Arrays.asList("x", null),
            42,
            null);
    assertThat(ofFile().read(null, new RecordHeaders(), bytes(record())).eventTime())
        .isEqualTo(TIME);
  }

  @Test
  void a_union_with_null_may_be_null_and_another_type_is_wrong() {
    assertThat(read(with("delta", null)).get(1)).isNull();
    assertThat(read(with("user", null)).get(10)).isNull();
    assertThat(read(with("made", 1_000L)).get(8)).isEqualTo(Instant.ofEpochMilli(1_000));
    assertThat(read(with("delta", "x")))
        .containsExactly(
            new Refused(
                Reason.WRONG_TYPE, "Cannot read field delta as INT64: found the text \"x\""));
  }

  @Test
  void what_is_not_finite_or_no_time_is_refused() {
    assertThat(((Refused) read(with("ratio", Float.NaN)).getFirst()).reason())
        .isEqualTo(Reason.NON_FINITE);
    assertThat(((Refused) read(with("time", Long.MAX_VALUE)).getFirst()).reason())
        .isEqualTo(Reason.WRONG_TYPE);
  }

  @Test
  void a_record_that_is_cut_anywhere_is_refused() {
    byte[] whole = bytes(record());
    for (int length = 1; length < whole.length; length++) {
      assertThat(refused(Arrays.copyOf(whole, length)).reason())
          .as("%d bytes", length)
          .isEqualTo(Reason.MALFORMED_AVRO);
    }
  }

  @Test
  void bytes_after_the_record_are_refused() {
    byte[] whole = bytes(record());
    assertThat(refused(Arrays.copyOf(whole, whole.length + 1)))
        .isEqualTo(
            new Refused(
                Reason.MALFORMED_AVRO,
                "Cannot read event as Avro: expected nothing after the record"));
  }

  @Test
  void a_length_for_which_there_are_no_bytes_costs_no_memory() {
    byte[] huge = {0, (byte) 0xfe, (byte) 0xff, (byte) 0xff, (byte) 0xff, 0x0f, 'x'};
    assertThat(refused(huge).detail())
        .isEqualTo("Cannot read event as Avro: a length of 2147483647 where 1 bytes are left");
  }

  @Test
  void a_single_object_of_the_same_schema_is_read() throws IOException {
    ByteBuffer single =
        new BinaryMessageEncoder<GenericRecord>(GenericData.get(), AVRO).encode(record());
    byte[] bytes = new byte[single.remaining()];
    single.get(bytes);

    assertThat(values(ofFile(), bytes)).hasSize(COLUMNS.size()).startsWith("Zürich", 7L);
  }

  private static EventReader registered(RegistryFixture registry) {
    Format format = new Format.Avro(Optional.empty());
    return new EventReader(
        Plans.source(Plans.options(format, ORIGINS), Plans.columns("page:STRING", "delta:INT64")),
        registry.surroundings().schemas());
  }

  private static GenericRecord record(String schema, String name, Object value) {
    GenericRecord record = new GenericData.Record(new Schema.Parser().parse(schema));
    record.put(name, value);
    return record;
  }

  @Test
  void each_message_is_read_by_the_schema_that_it_was_written_with() throws IOException {
    String first =
        "{\"type\":\"record\",\"name\":\"E\",\"fields\":[{\"name\":\"page\",\"type\":\"string\"}]}";
    String second =
        "{\"type\":\"record\",\"name\":\"E\",\"fields\":[{\"name\":\"diff\",\"type\":\"int\","
            + "\"aliases\":[\"delta\"]}]}";
    try (RegistryFixture registry = new RegistryFixture()) {
      registry.schema(1, "AVRO", first);
      registry.schema(258, "AVRO", second);
      EventReader reader = registered(registry);

      for (int i = 0; i < 3; i++) {
        assertThat(values(reader, framed(1, record(first, "page", "a"))))
            .containsExactly("a", null);
        assertThat(values(reader, framed(258, record(second, "diff", 5))))
            .containsExactly(null, 5L);
      }
      assertThat(registry.requests).hasValue(2);
    }
  }

  private static byte[] framed(int id, GenericRecord record) {
    return RegistryFixture.framed(id, bytes(record));
  }

  @Test
  void an_id_that_the_registry_does_not_have_is_refused() throws IOException {
    try (RegistryFixture registry = new RegistryFixture()) {
      registry.schema(2, "JSON", "{}");
      registry.schema(3, "AVRO", "\"string\"");
      registry.schema(4, "AVRO", "{");
      EventReader reader = registered(registry);

      assertThat(values(reader, RegistryFixture.framed(1, new byte[1])))
          .containsExactly(
              new Refused(
                  Reason.UNKNOWN_SCHEMA,
                  "Cannot find the schema of the event: the registry has no schema 1"));
      for (int id = 2; id <= 4; id++) {
        assertThat(
                ((Refused) values(reader, RegistryFixture.framed(id, new byte[1])).getFirst())
                    .reason())
            .isEqualTo(Reason.UNKNOWN_SCHEMA);
      }
      assertThat(((Refused) values(reader, new byte[] {1, 2}).getFirst()).reason())
          .isEqualTo(Reason.MALFORMED_AVRO);
    }
  }

  @Test
  void a_registry_that_does_not_answer_is_waited_for() throws IOException {
    String schema =
        "{\"type\":\"record\",\"name\":\"E\",\"fields\":[{\"name\":\"page\",\"type\":\"string\"}]}";
    try (RegistryFixture registry = new RegistryFixture()) {
      registry.schema(1, "AVRO", schema);
      registry.failures.set(2);

      assertThat(values(registered(registry), framed(1, record(schema, "page", "a"))))
          .containsExactly("a", null);
      assertThat(registry.requests).hasValue(3);
    }
  }

  @Test
  void a_schema_may_refer_to_others() throws IOException {
    String user =
        "{\"type\":\"record\",\"name\":\"User\",\"fields\":[{\"name\":\"page\",\"type\":\"string\"}]}";
    String edit =
        "{\"type\":\"record\",\"name\":\"E\",\"fields\":[{\"name\":\"page\",\"type\":\"string\"},"
            + "{\"name\":\"user\",\"type\":\"User\"}]}";
    Schema.Parser parser = new Schema.Parser();
    GenericRecord inner = new GenericData.Record(parser.parse(user));
    inner.put("page", "inner");
    GenericRecord record = new GenericData.Record(parser.parse(edit));
    record.put("page", "outer");
    record.put("user", inner);
    try (RegistryFixture registry = new RegistryFixture()) {
      RegistryFixture.refer(registry.schema(1, "AVRO", edit), "User", "user-value");
      registry.subject("user-value", "AVRO", user);

      assertThat(values(registered(registry), framed(1, record))).containsExactly("outer", null);
    }
  }
}
