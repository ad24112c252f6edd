package dev.tidemark.ingest;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import com.google.protobuf.Descriptors.Descriptor;
import com.google.protobuf.Descriptors.FieldDescriptor;
import com.google.protobuf.DynamicMessage;
import com.google.protobuf.Int64Value;
import com.google.protobuf.Message;
import com.google.protobuf.Timestamp;
import dev.tidemark.ingest.ShapeResult.Refused;
import dev.tidemark.model.type.Column;
import dev.tidemark.registry.definition.Format;
import dev.tidemark.registry.definition.Format.MessageType;
import dev.tidemark.registry.definition.Format.SchemaFile;
import dev.tidemark.registry.definition.Origin;
import dev.tidemark.registry.message.MalformedSchemaException;
import dev.tidemark.registry.message.ProtoCompiler;
import dev.tidemark.registry.message.ProtoSchemas;
import java.io.IOException;
import java.time.Instant;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.junit.jupiter.api.Test;

/** Messages that Protobuf's own library writes. */
class ProtobufDecoderTest {
  private static final String PROTO =
      """
      syntax = "proto3";
      package wiki;
      import "google/protobuf/timestamp.proto";
      import "google/protobuf/wrappers.proto";

      message Other { string page = 1; }

      message Edit {
        string page = 1;
        optional int64 delta = 2;
        int32 small = 3;
        float ratio = 4;
        uint64 big = 5;
        bytes raw = 6;
        Colour colour = 7;
        google.protobuf.Timestamp time = 8;
        google.protobuf.Int64Value maybe = 9;
        repeated string tags = 10;
        User user = 11;
        oneof choice { string left = 12; int64 right = 13; }
        map<string, int64> counts = 14;

        enum Colour { RED = 0; BLUE = 1; }
        message User { string name = 1; int32 age = 2; }
      }
      """;

  private static final Instant TIME = Instant.parse("2026-01-02T03:04:05.000006Z");

  private static final List<Column> COLUMNS =
      Plans.columns(
          "page:STRING",
          "delta:INT64",
          "small:DOUBLE",
          "ratio:FLOAT",
          "big:INT64",
          "raw:BYTES",
          "colour:STRING",
          "time:TIMESTAMP",
          "maybe:INT64",
          "tags:ARRAY<STRING>",
          "age:INT32",
          "left:STRING",
          "right:INT64",
          "missing:INT64");

  private static final Map<String, Origin> ORIGINS = Map.of("age", Origin.Field.of("user.age"));
  private static final SchemaFile FILE = file();
  private static final Descriptor EDIT =
      ProtoSchemas.messages(ProtoSchemas.of(FILE)).get("wiki.Edit");

  private static SchemaFile file() {
    try {
      byte[] set = ProtoCompiler.compile("edit.proto", PROTO, p -> Optional.empty()).toByteArray();
      return new SchemaFile("edit.proto", Base64.getEncoder().encodeToString(set));
    } catch (MalformedSchemaException e) {
      throw new AssertionError(e);
    }
  }

  private static FieldDescriptor field(String name) {
    return EDIT.findFieldByName(name);
  }

  private static DynamicMessage.Builder edit() {
    return DynamicMessage.newBuilder(EDIT);
  }

  private static DynamicMessage.Builder full() {
    Descriptor user = EDIT.findNestedTypeByName("User");
    return edit()
        .setField(field("page"), "Zürich")
        .setField(field("delta"), 7L)
        .setField(field("small"), 3)
        .setField(field("ratio"), 0.5f)
        .setField(field("big"), 8L)
        .setField(field("raw"), ByteString.copyFrom(new byte[] {1, 2}))
        .setField(field("colour"), field("colour").getEnumType().findValueByName("BLUE"))
        .setField(field("time"), copy("time", time(TIME.getEpochSecond(), 6_000)))
        .setField(field("maybe"), copy("maybe", Int64Value.of(0)))
        .addRepeatedField(field("tags"), "x")
        .setField(
            field("user"),
            DynamicMessage.newBuilder(user).setField(user.findFieldByName("age"), 42).build())
        .setField(field("right"), 13L);
  }

  private static Message time(long seconds, int nanos) {
    return Timestamp.newBuilder().setSeconds(seconds).setNanos(nanos).build();
  }

  /** The same message as one of the type that the schema has. */
  private static Message copy(String field, Message message) {
    try {
      return DynamicMessage.parseFrom(field(field).getMessageType(), message.toByteString());
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  private static EventReader ofFile() {
    Format format = new Format.Protobuf(Optional.of(new MessageType(FILE, "wiki.Edit")));
    return new EventReader(Plans.source(Plans.options(format, ORIGINS), COLUMNS), Optional.empty());
  }

  private static List<Object> values(EventReader reader, byte[] message) {
    try {
      return Arrays.asList(reader.read(null, new RecordHeaders(), message).values);
    } catch (RefusalException e) {
      return List.of(e.refused());
    }
  }

  private static List<Object> read(DynamicMessage.Builder message) {
    return values(ofFile(), message.build().toByteArray());
  }

  @Test
  void every_type_is_read() throws RefusalException {
    assertThat(read(full()))
        .containsExactly(
            "Zürich",
            7L,
            3.0,
            0.5f,
            8L,
            new byte[] {1, 2},
            "BLUE",
            TIME,
            0L,
            List.of("x"),
            42,
            null,
            13L,
            null);
    assertThat(ofFile().read(null, new RecordHeaders(), full().build().toByteArray()).eventTime())
        .isEqualTo(TIME);
  }

  @Test
  void what_cannot_be_absent_has_its_default_and_the_rest_is_null() {
    assertThat(read(edit().setField(field("small"), 1)))
        .containsExactly(
            "",
            null,
            1.0,
            0f,
            0L,
            new byte[0],
            "RED",
            null,
            null,
            List.of(),
            null,
            null,
            null,
            null);
  }

  @Test
  void a_number_beyond_its_column_and_an_unknown_symbol_are_told() {
    assertThat(read(full().setField(field("big"), -1L)))
        .containsExactly(
            new Refused(
                Reason.WRONG_TYPE, "Cannot read field big as INT64: found 18446744073709551615"));
    assertThat(
            read(full()
                    .setField(
                        field("colour"),
                        field("colour").getEnumType().findValueByNumberCreatingIfUnknown(9)))
                .get(6))
        .isEqualTo("9");
    assertThat(
            read(full().setField(field("time"), copy("time", time(Long.MAX_VALUE, 0)))).getFirst())
        .isInstanceOf(Refused.class);
  }

  @Test
  void what_is_no_message_is_refused() {
    byte[] whole = full().build().toByteArray();
    assertThat(
            ((Refused) values(ofFile(), Arrays.copyOf(whole, whole.length - 1)).getFirst())
                .reason())
        .isEqualTo(Reason.MALFORMED_PROTOBUF);
    assertThat(((Refused) values(ofFile(), new byte[] {0x0a, 5, 'x'}).getFirst()).reason())
        .isEqualTo(Reason.MALFORMED_PROTOBUF);
  }

  private static byte[] concat(byte[] first, byte[] second) {
    byte[] both = Arrays.copyOf(first, first.length + second.length);
    System.arraycopy(second, 0, both, first.length, second.length);
    return both;
  }

  private static EventReader registered(RegistryFixture registry) {
    return new EventReader(
        Plans.source(
            Plans.options(new Format.Protobuf(Optional.empty()), Map.of()),
            Plans.columns("page:STRING", "name:STRING")),
        registry.surroundings().schemas());
  }

  @Test
  void message_indexes_say_which_message_of_the_schema_comes() throws IOException {
    Descriptor user = EDIT.findNestedTypeByName("User");
    byte[] named =
        DynamicMessage.newBuilder(user)
            .setField(user.findFieldByName("name"), "u")
            .build()
            .toByteArray();
    byte[] paged = edit().setField(field("page"), "p").build().toByteArray();
    try (RegistryFixture registry = new RegistryFixture()) {
      registry.schema(7, "PROTOBUF", PROTO);
      EventReader reader = registered(registry);

      // The first message, by no index and by its index; the second; the second one's second
      assertThat(values(reader, framed(new byte[] {0}, paged))).containsExactly("p", null);
      assertThat(values(reader, framed(new byte[] {2, 0}, paged))).containsExactly("p", null);
      assertThat(values(reader, framed(new byte[] {2, 2}, paged))).containsExactly("p", null);
      assertThat(values(reader, framed(new byte[] {4, 2, 0}, named))).containsExactly(null, "u");
      for (byte[] wrong :
          List.of(new byte[] {2, 8}, new byte[] {2, 1}, new byte[] {1}, new byte[] {(byte) 0x80})) {
        assertThat(((Refused) values(reader, framed(wrong, new byte[0])).getFirst()).reason())
            .isEqualTo(Reason.MALFORMED_PROTOBUF);
      }
      assertThat(registry.requests).hasValue(1);
    }
  }

  private static byte[] framed(byte[] indexes, byte[] message) {
    return RegistryFixture.framed(7, concat(indexes, message));
  }

  @Test
  void a_schema_may_import_others() throws IOException {
    String main =
        "syntax = \"proto3\"; import \"other/name.proto\"; message E { string page = 1; N n = 2; }";
    try (RegistryFixture registry = new RegistryFixture()) {
      RegistryFixture.refer(registry.schema(7, "PROTOBUF", main), "other/name.proto", "names");
      registry.subject("names", "PROTOBUF", "syntax = \"proto3\"; message N { string n = 1; }");

      assertThat(values(registered(registry), framed(new byte[] {0}, new byte[] {0x0a, 1, 'p'})))
          .containsExactly("p", null);
    }
  }
}
