package dev.tidemark.ingest.message;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.google.protobuf.DynamicMessage;
import com.google.protobuf.TextFormat;
import dev.tidemark.registry.message.ProtoCompiler;
import dev.tidemark.registry.message.ProtoSchemas;
import java.util.Optional;
import org.apache.avro.Schema;
import org.apache.avro.generic.GenericDatumReader;
import org.apache.avro.generic.GenericRecord;
import org.apache.avro.io.DecoderFactory;
import org.junit.jupiter.api.Test;

/** What is written is what the formats' own libraries read. */
class MessageWriterTest {
  private static final String ROW =
      """
      {"page": "Zürich", "delta": -7, "ratio": 0.5, "flag": true, "raw": "AQI=", "colour": "BLUE",
       "at": "2026-01-02T03:04:05.000006Z", "tags": ["a", "b"], "user": {"age": 42}, "unknown": 1}
      """;

  private static ObjectNode row(String text) throws JsonProcessingException {
    return (ObjectNode) new JsonMapper().readTree(text);
  }

  private static final Schema AVRO =
      new Schema.Parser()
          .parse(
              """
              {"type": "record", "name": "E", "fields": [
                {"name": "page", "type": "string"},
                {"name": "delta", "type": ["null", "long"]},
                {"name": "ratio", "type": "double"},
                {"name": "flag", "type": "boolean"},
                {"name": "raw", "type": "bytes"},
                {"name": "colour", "type": {"type": "enum", "name": "C", "symbols": ["RED", "BLUE"]}},
                {"name": "tags", "type": {"type": "array", "items": ["null", "string"]}},
                {"name": "user", "type": {"type": "record", "name": "U", "fields": [
                  {"name": "age", "type": "int"}, {"name": "name", "type": ["null", "string"]}]}},
                {"name": "kind", "type": "string", "default": "edit"},
                {"name": "at", "type": ["null", {"type": "long", "logicalType": "timestamp-micros"}]}
              ]}
              """);

  @Test
  void a_row_becomes_an_avro_record() throws Exception {
    byte[] bytes = new AvroWriter(AVRO).bytes(row(ROW));

    GenericRecord read =
        new GenericDatumReader<GenericRecord>(AVRO)
            .read(null, DecoderFactory.get().binaryDecoder(bytes, null));
    assertThat(read)
        .hasToString(
            "{\"page\": \"Zürich\", \"delta\": -7, \"ratio\": 0.5, \"flag\": true, \"raw\":"
                + " \"\\u0001\\u0002\", \"colour\": \"BLUE\", \"tags\": [\"a\", \"b\"], \"user\":"
                + " {\"age\": 42, \"name\": null}, \"kind\": \"edit\", \"at\": 1767323045000006}");
  }

  @Test
  void a_row_that_does_not_fit_is_told() {
    assertThatThrownBy(() -> new AvroWriter(AVRO).bytes(row("{\"page\": 7}")))
        .isInstanceOf(UnfitMessageException.class)
        .hasMessage("Cannot write field page as string: found 7");
  }

  @Test
  void a_row_becomes_a_protobuf_message() throws Exception {
    String proto =
        """
        syntax = "proto3";
        import "google/protobuf/timestamp.proto";
        message E {
          string page = 1; int64 delta = 2; double ratio = 3; bool flag = 4; bytes raw = 5;
          C colour = 6; repeated string tags = 7; U user = 8; google.protobuf.Timestamp time = 9;
          enum C { RED = 0; BLUE = 1; }
          message U { int32 age = 1; }
        }
        """;
    var type =
        ProtoSchemas.messages(
                ProtoSchemas.files(ProtoCompiler.compile("e.proto", proto, p -> Optional.empty())))
            .get("E");
    ObjectNode row = row(ROW).put("time", "2026-01-02T03:04:05.000006Z");
    byte[] bytes = new ProtobufWriter(type).bytes(row);

    String read =
        TextFormat.printer()
            .emittingSingleLine(true)
            .printToString(DynamicMessage.parseFrom(type, bytes));
    assertThat(read)
        .isEqualTo(
            "page: \"Z\\303\\274rich\" delta: -7 ratio: 0.5 flag: true raw: \"\\001\\002\" colour:"
                + " BLUE tags: \"a\" tags: \"b\" user { age: 42 } time { seconds: 1767323045 nanos:"
                + " 6000 }");
    assertThatThrownBy(() -> new ProtobufWriter(type).bytes(row("{\"colour\": \"GREEN\"}")))
        .isInstanceOf(UnfitMessageException.class)
        .hasMessage("Cannot write field colour as ENUM: found \"GREEN\"");
  }
}
