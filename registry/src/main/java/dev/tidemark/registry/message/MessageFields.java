package dev.tidemark.registry.message;

import dev.tidemark.model.type.ValueType;
import java.util.List;
import java.util.Optional;

/** The fields of a record or message, as a schema describes them. */
public interface MessageFields {

  /** In the order of the schema. */
  List<String> names();

  /** Whether there is such a field, also by another name that the schema gives it. */
  boolean has(String field);

  /** Those of the record in a field; empty when the field holds none, or a list of them. */
  Optional<MessageFields> in(String field);

  /** Whether a column of the type can be read from a field. */
  boolean fits(String field, ValueType type);

  /** The type of a field as the schema has it, for messages. */
  String type(String field);
}
