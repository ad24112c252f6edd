package dev.tidemark.ingest;

import dev.tidemark.model.type.Scalar;
import dev.tidemark.registry.message.AvroSchemas;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.avro.Schema;
import org.apache.avro.io.BinaryDecoder;
import org.apache.avro.io.DecoderFactory;
import org.jspecify.annotations.Nullable;

/**
 * Reads the records of one writer's schema: wanted fields straight into the event, the others are
 * skipped. A wanted field is the one of its name, or else the one that has the name as an alias.
 */
final class AvroRecords {
  private final Node root;

  AvroRecords(Schema writer, Wanted message) {
    root = node(writer, message);
  }

  /** How a value of the schema is read. */
  private sealed interface Node {
    void read(AvroInput in, RawEvent event) throws IOException, RefusalException;
  }

  private static Node node(Schema schema, @Nullable Wanted wanted) {
    if (wanted == null) {
      return new Skipped(schema);
    }
    return switch (schema.getType()) {
      case UNION -> new Union(schema.getTypes().stream().map(s -> node(s, wanted)).toList());
      case RECORD -> record(schema, wanted);
      default -> new Value(schema, wanted);
    };
  }

  private static Node record(Schema schema, Wanted wanted) {
    List<Node> fields = new ArrayList<>();
    for (Schema.Field field : schema.getFields()) {
      fields.add(node(field.schema(), wantedOf(schema, field, wanted.inside())));
    }
    return new Struct(wanted, fields);
  }

  private static @Nullable Wanted wantedOf(
      Schema schema, Schema.Field field, Map<String, Wanted> inside) {
    for (Map.Entry<String, Wanted> entry : inside.entrySet()) {
      if (AvroSchemas.field(schema, entry.getKey()).equals(Optional.of(field))) {
        return entry.getValue();
      }
    }
    return null;
  }

  private record Skipped(Schema schema) implements Node {
    @Override
    public void read(AvroInput in, RawEvent event) throws IOException, RefusalException {
      in.skip(schema);
    }
  }

  private record Union(List<Node> types) implements Node {
    @Override
    public void read(AvroInput in, RawEvent event) throws IOException, RefusalException {
      types.get(in.index(types.size())).read(in, event);
    }
  }

  private record Struct(Wanted wanted, List<Node> fields) implements Node {
    @Override
    public void read(AvroInput in, RawEvent event) throws IOException, RefusalException {
      for (Wanted.Cell cell : wanted.cells()) {
        event.values[cell.place()] = cell.target().wrong("a record");
      }
      for (int place : wanted.loose()) {
        event.loose[place] = "a record";
      }
      for (Node field : fields) {
        field.read(in, event);
      }
    }
  }

  private record Value(Schema schema, Wanted wanted) implements Node {
    @Override
    public void read(AvroInput in, RawEvent event) throws IOException, RefusalException {
      Object value = in.value(schema);
      for (Wanted.Cell cell : wanted.cells()) {
        Object fit =
            cell.target().scalar() == Scalar.TIMESTAMP ? AvroTimes.of(schema, value) : value;
        event.values[cell.place()] = Conversion.column(cell.target(), fit);
      }
      for (int place : wanted.loose()) {
        event.loose[place] = Conversion.loose(AvroTimes.of(schema, value));
      }
      if (value != null) {
        wanted.refuseInside(event, schema.getType().getName());
      }
    }
  }

  /**
   * Reads one record.
   *
   * @param start of the record in the bytes, which end with it
   */
  void read(byte[] bytes, int start, RawEvent event) throws RefusalException {
    BinaryDecoder decoder =
        DecoderFactory.get().binaryDecoder(bytes, start, bytes.length - start, null);
    try {
      root.read(new AvroInput(decoder), event);
      if (!decoder.isEnd()) {
        throw AvroInput.malformed("expected nothing after the record");
      }
    } catch (IOException | RuntimeException e) {
      // Avro's decoder tells what it cannot read by many kinds of exceptions
      throw AvroInput.malformed(e.getMessage() == null ? "it ends too soon" : e.getMessage());
    }
  }
}
