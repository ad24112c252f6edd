package dev.tidemark.registry.yaml;

import dev.tidemark.model.type.Column;
import dev.tidemark.model.type.ValueType;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** A column as far as it could be read. */
record ColumnDraft(@Nullable Located<String> name, @Nullable Located<ValueType> type) {

  /** A column that a history table may have. */
  static ColumnDraft read(Mapping mapping, String what) {
    ColumnDraft column = readFree(mapping, what);
    Names.checkColumn(column.name(), "name of " + what, mapping.problems());
    return column;
  }

  /** A column that comes into no history table. */
  static ColumnDraft readFree(Mapping mapping, String what) {
    Value nameValue = mapping.required("name");
    Located<String> name =
        nameValue == null
            ? null
            : Names.check(nameValue.text(), "name of " + what, mapping.problems());
    Value typeValue = mapping.required("type");
    return new ColumnDraft(name, typeValue == null ? null : typeValue.type());
  }

  boolean complete() {
    return name != null && type != null;
  }

  boolean named(String other) {
    return name != null && name.value().equals(other);
  }

  Column column() {
    return new Column(Objects.requireNonNull(name).value(), Objects.requireNonNull(type).value());
  }
}
