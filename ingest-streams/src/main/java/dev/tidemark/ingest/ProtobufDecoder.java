package dev.tidemark.ingest;

import com.google.protobuf.Descriptors.Descriptor;
import com.google.protobuf.Descriptors.FileDescriptor;
import dev.tidemark.ingest.SchemaRegistry.Reference;
import dev.tidemark.ingest.SchemaRegistry.Registered;
import dev.tidemark.registry.definition.Format.MessageType;
import dev.tidemark.registry.message.MalformedSchemaException;
import dev.tidemark.registry.message.ProtoCompiler;
import dev.tidemark.registry.message.ProtoSchemas;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/** Reads Protobuf messages. */
final class ProtobufDecoder {
  private ProtobufDecoder() {}

  /** Bare messages of one type. */
  record OfFile(ProtobufMessages messages) implements Decoder {
    OfFile(MessageType type, Wanted message) {
      this(
          new ProtobufMessages(
              Objects.requireNonNull(
                  ProtoSchemas.messages(ProtoSchemas.of(type.file())).get(type.name())),
              message));
    }

    @Override
    public void decode(byte[] message, RawEvent event) throws RefusalException {
      messages.read(message, 0, event);
    }
  }

  /** Messages that name their schemas in a registry, and their type in the schema. */
  static final class Registry implements Decoder {
    private final SchemaRegistry registry;
    private final Wanted message;
    private final Map<Integer, FileDescriptor> files = new HashMap<>();
    private final Map<Descriptor, ProtobufMessages> known = new HashMap<>();

    Registry(SchemaRegistry registry, Wanted message) {
      this.registry = registry;
      this.message = message;
    }

    @Override
    public void decode(byte[] bytes, RawEvent event) throws RefusalException {
      int id = Framing.schemaId(bytes, Reason.MALFORMED_PROTOBUF);
      FileDescriptor file = files.get(id);
      if (file == null) {
        file = file(id);
        files.put(id, file);
      }
      Indexes indexes = new Indexes(bytes, Framing.HEADER);
      Descriptor type = type(file, indexes.read());
      known
          .computeIfAbsent(type, t -> new ProtobufMessages(t, message))
          .read(bytes, indexes.at, event);
    }

    private FileDescriptor file(int id) throws RefusalException {
      Registered registered = registry.schema(id);
      if (!registered.type().equals("PROTOBUF")) {
        throw SchemaRegistry.unknown("schema %d is one of %s".formatted(id, registered.type()));
      }
      String path = "schema-" + id + ".proto";
      try {
        return ProtoSchemas.files(
                ProtoCompiler.compile(
                    path,
                    registered.text(),
                    imported ->
                        registered.references().stream()
                            .filter(reference -> reference.name().equals(imported))
                            .map(Reference::text)
                            .findFirst()))
            .stream()
            .filter(file -> file.getName().equals(path))
            .findFirst()
            .orElseThrow();
      } catch (MalformedSchemaException e) {
        throw SchemaRegistry.unknown("schema %d: %s".formatted(id, e.getMessage()));
      }
    }

    private static Descriptor type(FileDescriptor file, List<Integer> indexes)
        throws RefusalException {
      List<Descriptor> types = file.getMessageTypes();
      Descriptor type = null;
      for (int index : indexes) {
        if (index < 0 || index >= types.size()) {
          throw ProtobufMessages.malformed("message %s of its schema".formatted(indexes));
        }
        type = types.get(index);
        types = type.getNestedTypes();
      }
      return Objects.requireNonNull(type);
    }
  }

  /** Which message of a schema comes: the index at each level, in zigzag varints. */
  private static final class Indexes {
    private static final int DEEPEST = 32;

    private final byte[] bytes;
    private int at;

    Indexes(byte[] bytes, int at) {
      this.bytes = bytes;
      this.at = at;
    }

    /** At least one; none at all stands for the first message. */
    List<Integer> read() throws RefusalException {
      int count = next();
      if (count < 0 || count > DEEPEST) {
        throw ProtobufMessages.malformed("%d message indexes".formatted(count));
      }
      List<Integer> indexes = new ArrayList<>();
      for (int i = 0; i < count; i++) {
        indexes.add(next());
      }
      return indexes.isEmpty() ? List.of(0) : indexes;
    }

    private int next() throws RefusalException {
      int value = 0;
      for (int shift = 0; shift < Integer.SIZE && at < bytes.length; shift += 7) {
        byte b = bytes[at++];
        value |= (b & 0x7f) << shift;
        if (b >= 0) {
          return (value >>> 1) ^ -(value & 1);
        }
      }
      throw ProtobufMessages.malformed("its message indexes do not end");
    }
  }
}
