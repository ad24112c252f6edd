package dev.tidemark.offline.duckdb;

import dev.tidemark.model.type.ValueType;

/**
 * A feature whose values lie in a table.
 *
 * @param column its column there, as it is written in a query
 */
record AnsweredFeature(String table, String column, ValueType type) {}
