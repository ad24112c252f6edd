package dev.tidemark.offline.duckdb;

import java.util.Map;

/**
 * Where a query of the history has what an event tells.
 *
 * @param known from which T on an event counts
 * @param created -1 when no event has one
 * @param columns by the places of the log's columns
 * @param conditions by the places of the log's conditions
 */
@SuppressWarnings("ArrayRecordComponent") // never compared
record HistoryColumnPlaces(
    int time, int known, int created, int position, int[] columns, int[] conditions) {

  static HistoryColumnPlaces of(
      int time,
      int known,
      int created,
      int position,
      Map<Integer, Integer> columns,
      Map<Integer, Integer> conditions) {
    return new HistoryColumnPlaces(
        time, known, created, position, dense(columns), dense(conditions));
  }

  private static int[] dense(Map<Integer, Integer> places) {
    int[] dense = new int[places.keySet().stream().mapToInt(i -> i + 1).max().orElse(0)];
    places.forEach((from, to) -> dense[from] = to);
    return dense;
  }

  int column(int column) {
    return columns[column];
  }

  int condition(int condition) {
    return conditions[condition];
  }
}
