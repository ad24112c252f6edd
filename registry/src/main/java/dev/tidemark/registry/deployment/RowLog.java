package dev.tidemark.registry.deployment;

import dev.tidemark.model.row.RowSchema;
import dev.tidemark.model.type.Column;
import java.util.List;

/** A topic of rows, and what is known of all that it ever held. */
public sealed interface RowLog permits FeatureLog, ServedLog {

  String topic();

  /** The name of its history table. */
  String table();

  /** The fields of its records' keys. */
  List<Column> keys();

  /** Every schema that it has had, the oldest first. */
  List<RowSchema> schemas();
}
