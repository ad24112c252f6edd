package dev.tidemark.registry.message;

import dev.tidemark.model.type.Scalar;
import dev.tidemark.model.type.ValueType;
import dev.tidemark.registry.definition.Format.SchemaFile;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.apache.avro.AvroRuntimeException;
import org.apache.avro.LogicalTypes;
import org.apache.avro.Schema;

/** Avro's schemas. */
public final class AvroSchemas {
  private AvroSchemas() {}

  /**
   * The schema of a record.
   *
   * @param json as an {@code .avsc} file has it
   */
  public static Schema parse(String json) throws MalformedSchemaException {
    try {
      Schema schema = new Schema.Parser().parse(json);
      if (schema.getType() == Schema.Type.RECORD) {
        return schema;
      }
      throw new MalformedSchemaException("it is no record: " + schema.getType().getName());
    } catch (AvroRuntimeException e) {
      throw new MalformedSchemaException("it is no Avro schema: " + e.getMessage());
    }
  }

  /** The schema of a schema file, which was sound when it was read. */
  public static Schema of(SchemaFile file) {
    try {
      return parse(file.content());
    } catch (MalformedSchemaException e) {
      throw new IllegalStateException("Unvalidated schema " + file.path(), e);
    }
  }

  /** The fields of a record. */
  public static MessageFields fields(Schema record) {
    return new Fields(record);
  }

  /** The field of a name, or else the one that has the name as an alias. */
  public static Optional<Schema.Field> field(Schema record, String name) {
    Schema.Field field = record.getField(name);
    return field != null
        ? Optional.of(field)
        : record.getFields().stream().filter(f -> f.aliases().contains(name)).findFirst();
  }

  /** The alternatives of a union but null; of another type, itself. */
  public static List<Schema> alternatives(Schema schema) {
    return schema.isUnion()
        ? schema.getTypes().stream().filter(s -> s.getType() != Schema.Type.NULL).toList()
        : List.of(schema);
  }

  private record Fields(Schema schema) implements MessageFields {
    @Override
    public List<String> names() {
      return schema.getFields().stream().map(Schema.Field::name).toList();
    }

    @Override
    public boolean has(String field) {
      return AvroSchemas.field(schema, field).isPresent();
    }

    private List<Schema> field(String name) {
      return alternatives(AvroSchemas.field(schema, name).orElseThrow().schema());
    }

    @Override
    public Optional<MessageFields> in(String field) {
      return field(field).stream()
          .filter(s -> s.getType() == Schema.Type.RECORD)
          .findFirst()
          .map(Fields::new);
    }

    @Override
    public boolean fits(String field, ValueType type) {
      return field(field).stream()
          .flatMap(s ->
              type.array()
                  ? s.getType() == Schema.Type.ARRAY
                      ? alternatives(s.getElementType()).stream()
                      : Stream.of()
                  : Stream.of(s))
          .anyMatch(s -> scalars(s).contains(type.scalar()));
    }

    @Override
    public String type(String field) {
      return String.join(" or ", field(field).stream().map(Fields::shown).toList());
    }

    private static String shown(Schema schema) {
      String name = schema.getType().getName();
      return schema.getLogicalType() == null
          ? name
          : name + " (" + schema.getLogicalType().getName() + ")";
    }
  }

  /** The types of columns that a value of such a schema can be read as. */
  static Set<Scalar> scalars(Schema schema) {
    return switch (schema.getType()) {
      case BOOLEAN -> Set.of(Scalar.BOOL);
      case INT ->
          schema.getLogicalType() instanceof LogicalTypes.Date
              ? Set.of(Scalar.INT32, Scalar.INT64, Scalar.TIMESTAMP)
              : Set.of(Scalar.INT32, Scalar.INT64, Scalar.FLOAT, Scalar.DOUBLE);
      case LONG -> Set.of(Scalar.INT64, Scalar.FLOAT, Scalar.DOUBLE, Scalar.TIMESTAMP);
      case FLOAT, DOUBLE -> Set.of(Scalar.FLOAT, Scalar.DOUBLE);
      case STRING -> Set.of(Scalar.STRING, Scalar.TIMESTAMP);
      case ENUM -> Set.of(Scalar.STRING);
      case BYTES, FIXED ->
          schema.getLogicalType() instanceof LogicalTypes.Decimal
              ? Set.of(Scalar.FLOAT, Scalar.DOUBLE)
              : Set.of(Scalar.BYTES);
      case RECORD, ARRAY, MAP, UNION, NULL -> Set.of();
    };
  }
}
