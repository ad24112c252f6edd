package dev.tidemark.registry.yaml;

import dev.tidemark.model.type.ValueType;
import org.jspecify.annotations.Nullable;

/** A key of an entity, under the name that it has in requests, as far as it could be read. */
record KeyColumn(String entity, String name, @Nullable ValueType type) {}
