package dev.tidemark.registry.yaml;

import dev.tidemark.model.row.KeyCodec;
import dev.tidemark.registry.definition.Entity;
import dev.tidemark.registry.definition.Meta;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** An entity as far as it could be read. */
record EntityDraft(@Nullable Located<String> name, List<ColumnDraft> keys, Meta meta) {

  static EntityDraft read(Mapping mapping) {
    Located<String> name = mapping.name();
    Once once = new Once("key", mapping.problems());
    List<ColumnDraft> keys = new ArrayList<>();
    for (Value value : mapping.list("keys", "key")) {
      Mapping key = value.mapping();
      if (key != null) {
        ColumnDraft draft = key(key);
        keys.add(draft);
        once.add(draft.name());
      }
    }
    EntityDraft draft = new EntityDraft(name, keys, MetaReader.read(mapping));
    mapping.done();
    return draft;
  }

  private static ColumnDraft key(Mapping key) {
    ColumnDraft draft = ColumnDraft.read(key, "key");
    Names.checkJoinable(draft.name(), "name of key", key.problems());
    if (draft.type() != null && !KeyCodec.supports(draft.type().value())) {
      key.problems()
          .add(
              draft.type().place(),
              "bad type %s of key: expected BOOL, INT32, INT64, STRING, BYTES or TIMESTAMP",
              draft.type().value());
      draft = new ColumnDraft(draft.name(), null);
    }
    key.done();
    return draft;
  }

  /** Its name, for messages. */
  String label() {
    return name == null ? "" : name.value();
  }

  Entity build() {
    return new Entity(
        Objects.requireNonNull(name).value(),
        keys.stream().map(ColumnDraft::column).toList(),
        meta);
  }
}
