package dev.tidemark.offline.duckdb;

import java.sql.SQLException;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * The tables of answers: each has one row for every row of the spine, whose ordinal is in {@code
 * c0}. One alone is joined to the spine by that. Several are put in the spine's order first and are
 * then read side by side, for which no memory is needed, however many they are.
 */
final class AnswerTables {
  private final Duck duck;

  /** Those that are not in the spine's order. */
  private final Set<String> unsorted = new LinkedHashSet<>();

  AnswerTables(Duck duck) {
    this.duck = duck;
  }

  /** There is a table whose rows are in any order. */
  void add(String table) {
    unsorted.add(table);
  }

  /**
   * A query of rows of the spine with what was answered to them, in the spine's order.
   *
   * @param spine a relation with the spine's rows in their order, each with its ordinal
   * @param columns of the spine and of the features
   */
  String query(String spine, List<String> columns, Collection<AnsweredFeature> features)
      throws SQLException {
    List<String> tables = features.stream().map(AnsweredFeature::table).distinct().toList();
    String selected = "SELECT %s FROM %s".formatted(String.join(", ", columns), spine);
    if (tables.size() == 1 && unsorted.containsAll(tables)) {
      String table = tables.getFirst();
      return "%1$s JOIN %2$s ON %2$s.c0 = %3$s.ordinal ORDER BY %3$s.ordinal"
          .formatted(selected, table, spine);
    }
    for (String table : tables) {
      if (unsorted.remove(table)) {
        sort(table);
      }
    }
    if (tables.isEmpty()) {
      return "%s ORDER BY %s.ordinal".formatted(selected, spine);
    }
    String side = " POSITIONAL JOIN ";
    String fits =
        tables.stream()
            .map(table -> "%s.c0 = %s.ordinal".formatted(table, spine))
            .collect(Collectors.joining(" AND "));
    return "%s%s WHERE CASE WHEN %s THEN true ELSE error('answers are not in the order of the spine') END"
        .formatted(selected, side + String.join(side, tables), fits);
  }

  private void sort(String table) throws SQLException {
    duck.execute("CREATE TABLE sorted AS FROM %s ORDER BY c0".formatted(table));
    duck.execute("DROP TABLE " + table);
    duck.execute("ALTER TABLE sorted RENAME TO " + table);
  }
}
