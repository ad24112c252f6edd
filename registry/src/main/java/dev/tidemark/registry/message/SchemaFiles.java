package dev.tidemark.registry.message;

import com.google.protobuf.DescriptorProtos.FileDescriptorSet;
import com.google.protobuf.InvalidProtocolBufferException;
import dev.tidemark.registry.definition.Format;
import dev.tidemark.registry.definition.Format.MessageType;
import dev.tidemark.registry.definition.Format.SchemaFile;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Base64;
import java.util.Optional;
import java.util.Set;

/**
 * The schema files of a repository.
 *
 * @param root absolute
 */
public record SchemaFiles(Path root) {

  /** An {@code .avsc} file. */
  public SchemaFile avro(String path) throws MalformedSchemaException {
    String text = new String(bytes(path), StandardCharsets.UTF_8);
    AvroSchemas.parse(text);
    return new SchemaFile(normal(path), text);
  }

  /** A {@code .proto} file with all that it imports, or a compiled descriptor set. */
  public SchemaFile protobuf(String path) throws MalformedSchemaException {
    byte[] bytes = bytes(path);
    FileDescriptorSet set =
        path.endsWith(".proto")
            ? ProtoCompiler.compile(
                normal(path), new String(bytes, StandardCharsets.UTF_8), this::imported)
            : descriptors(bytes);
    ProtoSchemas.files(set);
    return new SchemaFile(normal(path), Base64.getEncoder().encodeToString(set.toByteArray()));
  }

  /** The fields of a format's messages; empty without a schema file, or such a message in it. */
  public static Optional<MessageFields> fields(Format format) {
    return switch (format) {
      case Format.Json json -> Optional.empty();
      case Format.Avro(Optional<SchemaFile> file) ->
          file.map(AvroSchemas::of).map(AvroSchemas::fields);
      case Format.Protobuf(Optional<MessageType> type) ->
          type.map(t -> ProtoSchemas.messages(ProtoSchemas.of(t.file())).get(t.name()))
              .map(ProtoSchemas::fields);
    };
  }

  /** The full names of the messages of a Protobuf file and of what it imports. */
  public static Set<String> messageNames(SchemaFile file) {
    return ProtoSchemas.messages(ProtoSchemas.of(file)).keySet();
  }

  private static FileDescriptorSet descriptors(byte[] bytes) throws MalformedSchemaException {
    try {
      return FileDescriptorSet.parseFrom(bytes);
    } catch (InvalidProtocolBufferException e) {
      throw new MalformedSchemaException(
          "it is neither a .proto file nor a descriptor set, as protoc --descriptor_set_out"
              + " --include_imports writes it");
    }
  }

  private Optional<String> imported(String path) {
    try {
      return Optional.of(new String(bytes(path), StandardCharsets.UTF_8));
    } catch (MalformedSchemaException e) {
      return Optional.empty();
    }
  }

  private byte[] bytes(String path) throws MalformedSchemaException {
    try {
      Path file = root.resolve(path).normalize();
      if (!file.startsWith(root)) {
        throw new MalformedSchemaException("expected a file in the repository");
      }
      return Files.readAllBytes(file);
    } catch (NoSuchFileException e) {
      throw new MalformedSchemaException("there is no such file");
    } catch (IOException | InvalidPathException e) {
      throw new MalformedSchemaException("it cannot be read: " + e.getMessage());
    }
  }

  private String normal(String path) {
    return root.relativize(root.resolve(path).normalize()).toString().replace('\\', '/');
  }
}
