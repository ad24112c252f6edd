package dev.tidemark.offline.duckdb;

import dev.tidemark.model.type.ValueType;

/**
 * A feature whose values lie in a table.
 *
 * @param column its column there, as it is written in a query
 * @param summary what its values are like
 */
record AnsweredFeature(String table, String column, ValueType type, ColumnSummary summary) {}
