package dev.tidemark.registry.message;

import com.google.protobuf.DescriptorProtos.FileDescriptorProto;
import com.google.protobuf.DescriptorProtos.FileDescriptorSet;
import com.google.protobuf.Descriptors.Descriptor;
import com.google.protobuf.Descriptors.DescriptorValidationException;
import com.google.protobuf.Descriptors.FieldDescriptor;
import com.google.protobuf.Descriptors.FileDescriptor;
import com.google.protobuf.InvalidProtocolBufferException;
import dev.tidemark.model.type.Scalar;
import dev.tidemark.model.type.ValueType;
import dev.tidemark.registry.definition.Format.SchemaFile;
import java.util.ArrayList;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Protobuf's schemas. */
public final class ProtoSchemas {
  private ProtoSchemas() {}

  /** The files of a descriptor set, in its order, each after those that it imports. */
  public static List<FileDescriptor> files(FileDescriptorSet set) throws MalformedSchemaException {
    Map<String, FileDescriptor> built = new LinkedHashMap<>();
    for (FileDescriptorProto file : set.getFileList()) {
      List<FileDescriptor> imports = new ArrayList<>();
      for (String name : file.getDependencyList()) {
        FileDescriptor imported = built.get(name);
        if (imported == null) {
          throw new MalformedSchemaException(
              "%s imports %s, which is not in it".formatted(file.getName(), name));
        }
        imports.add(imported);
      }
      try {
        built.put(
            file.getName(), FileDescriptor.buildFrom(file, imports.toArray(FileDescriptor[]::new)));
      } catch (DescriptorValidationException e) {
        throw new MalformedSchemaException(String.valueOf(e.getMessage()));
      }
    }
    return List.copyOf(built.values());
  }

  /** The files of a schema file, which was sound when it was read. */
  public static List<FileDescriptor> of(SchemaFile file) {
    try {
      return files(FileDescriptorSet.parseFrom(Base64.getDecoder().decode(file.content())));
    } catch (InvalidProtocolBufferException | MalformedSchemaException e) {
      throw new IllegalStateException("Unvalidated schema " + file.path(), e);
    }
  }

  /** All messages by their full names, also those inside others. */
  public static Map<String, Descriptor> messages(List<FileDescriptor> files) {
    Map<String, Descriptor> messages = new LinkedHashMap<>();
    files.forEach(file -> collect(file.getMessageTypes(), messages));
    return messages;
  }

  private static void collect(List<Descriptor> types, Map<String, Descriptor> to) {
    for (Descriptor type : types) {
      if (!type.getOptions().getMapEntry()) {
        to.put(type.getFullName(), type);
        collect(type.getNestedTypes(), to);
      }
    }
  }

  /** The fields of a message. */
  public static MessageFields fields(Descriptor message) {
    return new Fields(message);
  }

  /** A message that stands for a value. */
  public enum WellKnown {
    TIMESTAMP,
    /** One of google/protobuf/wrappers.proto: a scalar that may be absent. */
    WRAPPER
  }

  /** What a field of a message type stands for; empty for a message of its own. */
  public static Optional<WellKnown> wellKnown(FieldDescriptor field) {
    if (field.getJavaType() != FieldDescriptor.JavaType.MESSAGE) {
      return Optional.empty();
    }
    String name = field.getMessageType().getFullName();
    if (name.equals("google.protobuf.Timestamp")) {
      return Optional.of(WellKnown.TIMESTAMP);
    }
    return field.getMessageType().getFile().getFullName().equals("google/protobuf/wrappers.proto")
        ? Optional.of(WellKnown.WRAPPER)
        : Optional.empty();
  }

  private record Fields(Descriptor message) implements MessageFields {
    @Override
    public List<String> names() {
      return message.getFields().stream().map(FieldDescriptor::getName).toList();
    }

    @Override
    public boolean has(String field) {
      return message.findFieldByName(field) != null;
    }

    @Override
    public Optional<MessageFields> in(String name) {
      FieldDescriptor field = message.findFieldByName(name);
      boolean nested =
          field.getJavaType() == FieldDescriptor.JavaType.MESSAGE
              && !field.isRepeated()
              && wellKnown(field).isEmpty();
      return nested ? Optional.of(new Fields(field.getMessageType())) : Optional.empty();
    }

    @Override
    public boolean fits(String name, ValueType type) {
      FieldDescriptor field = message.findFieldByName(name);
      return type.array() == field.isRepeated() && scalars(field).contains(type.scalar());
    }

    @Override
    public String type(String name) {
      FieldDescriptor field = message.findFieldByName(name);
      String type =
          switch (field.getJavaType()) {
            case MESSAGE -> field.getMessageType().getFullName();
            case ENUM -> "enum " + field.getEnumType().getFullName();
            default -> field.getType().name().toLowerCase(Locale.ROOT);
          };
      return field.isRepeated() ? "repeated " + type : type;
    }
  }

  /** The types of columns that a value of such a field can be read as. */
  static Set<Scalar> scalars(FieldDescriptor field) {
    return switch (field.getType()) {
      case BOOL -> Set.of(Scalar.BOOL);
      case INT32, SINT32, SFIXED32 ->
          Set.of(Scalar.INT32, Scalar.INT64, Scalar.FLOAT, Scalar.DOUBLE);
      case UINT32, FIXED32 -> Set.of(Scalar.INT64, Scalar.FLOAT, Scalar.DOUBLE);
      case INT64, SINT64, SFIXED64, UINT64, FIXED64 ->
          Set.of(Scalar.INT64, Scalar.FLOAT, Scalar.DOUBLE, Scalar.TIMESTAMP);
      case FLOAT, DOUBLE -> Set.of(Scalar.FLOAT, Scalar.DOUBLE);
      case STRING -> Set.of(Scalar.STRING, Scalar.TIMESTAMP);
      case ENUM -> Set.of(Scalar.STRING);
      case BYTES -> Set.of(Scalar.BYTES);
      case MESSAGE -> wellKnown(field).map(known -> scalars(known, field)).orElse(Set.of());
      case GROUP -> Set.of();
    };
  }

  private static Set<Scalar> scalars(WellKnown known, FieldDescriptor field) {
    return switch (known) {
      case TIMESTAMP -> Set.of(Scalar.TIMESTAMP);
      case WRAPPER -> scalars(field.getMessageType().getFields().getFirst());
    };
  }
}
