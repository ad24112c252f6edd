package dev.tidemark.ingest;

import dev.tidemark.ingest.SchemaRegistry.Reference;
import dev.tidemark.ingest.SchemaRegistry.Registered;
import java.util.HashMap;
import java.util.Map;
import org.apache.avro.AvroRuntimeException;
import org.apache.avro.Schema;
import org.apache.avro.SchemaNormalization;

/** Reads Avro records by the schema that they were written with. */
final class AvroDecoder {
  private AvroDecoder() {}

  /**
   * Bare records of one schema. One that begins as Avro's single-object encoding of that very
   * schema is read without that beginning.
   */
  record OfFile(AvroRecords records, long fingerprint) implements Decoder {
    private static final int HEADER = 10;

    OfFile(Schema schema, Wanted message) {
      this(new AvroRecords(schema, message), SchemaNormalization.parsingFingerprint64(schema));
    }

    @Override
    public void decode(byte[] message, RawEvent event) throws RefusalException {
      records.read(message, marked(message) ? HEADER : 0, event);
    }

    private boolean marked(byte[] message) {
      if (message.length < HEADER || message[0] != (byte) 0xc3 || message[1] != 1) {
        return false;
      }
      long found = 0;
      for (int i = HEADER - 1; i > 1; i--) {
        found = found << Byte.SIZE | (message[i] & 0xff);
      }
      return found == fingerprint;
    }
  }

  /** Records that name their schemas in a registry. */
  static final class Registry implements Decoder {
    private final SchemaRegistry registry;
    private final Wanted message;
    private final Map<Integer, AvroRecords> known = new HashMap<>();

    Registry(SchemaRegistry registry, Wanted message) {
      this.registry = registry;
      this.message = message;
    }

    @Override
    public void decode(byte[] bytes, RawEvent event) throws RefusalException {
      int id = Framing.schemaId(bytes, Reason.MALFORMED_AVRO);
      AvroRecords records = known.get(id);
      if (records == null) {
        records = new AvroRecords(schema(id), message);
        known.put(id, records);
      }
      records.read(bytes, Framing.HEADER, event);
    }

    private Schema schema(int id) throws RefusalException {
      Registered registered = registry.schema(id);
      if (!registered.type().equals("AVRO")) {
        throw SchemaRegistry.unknown("schema %d is one of %s".formatted(id, registered.type()));
      }
      try {
        Schema.Parser parser = new Schema.Parser();
        for (Reference reference : registered.references()) {
          parser.parse(reference.text());
        }
        Schema schema = parser.parse(registered.text());
        if (schema.getType() == Schema.Type.RECORD) {
          return schema;
        }
        throw SchemaRegistry.unknown("schema %d is no record".formatted(id));
      } catch (AvroRuntimeException e) {
        throw SchemaRegistry.unknown("schema %d: %s".formatted(id, e.getMessage()));
      }
    }
  }
}
