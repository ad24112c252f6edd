package dev.tidemark.registry.yaml;

import dev.tidemark.model.type.ValueType;
import dev.tidemark.registry.definition.Origin;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Reads where a column's value stands: {@code path}, {@code header} or {@code key}. */
final class OriginReader {
  private OriginReader() {}

  /** Null for the field of the column's own name, and after a problem. */
  static @Nullable Located<Origin> read(Mapping column, ColumnDraft draft) {
    List<Located<Origin>> found = new ArrayList<>();
    Problems problems = column.problems();
    Located<String> path = FieldPath.check(column.optionalText("path"), "path", problems);
    if (path != null) {
      found.add(new Located<>(Origin.Field.of(path.value()), path.place()));
    }
    Located<String> header = column.optionalText("header");
    if (header != null) {
      found.add(new Located<>(new Origin.Header(header.value()), header.place()));
    }
    Located<String> key = column.optionalText("key");
    if (key != null) {
      found.add(new Located<>(new Origin.Key(), key.place()));
      if (!key.value().equals("true")) {
        problems.add(key.place(), "bad key %s: expected true", key.shown());
      }
    }
    if (found.size() > 1) {
      problems.add(
          found.get(1).place(), "bad column: expected at most one of path, header and key");
    }
    return found.isEmpty() ? null : fitting(found.getFirst(), draft, problems);
  }

  private static Located<Origin> fitting(
      Located<Origin> origin, ColumnDraft draft, Problems problems) {
    Located<ValueType> type = draft.type();
    if (type != null && type.value().array() && !(origin.value() instanceof Origin.Field)) {
      problems.add(
          type.place(), "bad type %s of column: a header or a key holds one value", type.value());
    }
    return origin;
  }
}
