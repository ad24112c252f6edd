package dev.tidemark.offline.duckdb;

import dev.tidemark.offline.duckdb.HeapColumn.Bools;
import dev.tidemark.offline.duckdb.HeapColumn.Bytes;
import dev.tidemark.offline.duckdb.HeapColumn.Ints;
import dev.tidemark.offline.duckdb.HeapColumn.Longs;
import dev.tidemark.offline.duckdb.HeapColumn.Times;
import java.util.Arrays;

/**
 * Keys field by field, in the order in which DuckDB sorts them: texts and bytes as unsigned bytes.
 */
final class Keys {
  private Keys() {}

  /** Compares the first fields of two rows, none of them null. */
  static int compare(int fields, HeapColumn[] left, int leftRow, HeapColumn[] right, int rightRow) {
    for (int i = 0; i < fields; i++) {
      int order = compare(left[i], leftRow, right[i], rightRow);
      if (order != 0) {
        return order;
      }
    }
    return 0;
  }

  private static int compare(HeapColumn left, int leftRow, HeapColumn right, int rightRow) {
    return switch (left) {
      case Longs l -> Long.compare(l.values()[leftRow], ((Longs) right).values()[rightRow]);
      case Times t -> Long.compare(t.values()[leftRow], ((Times) right).values()[rightRow]);
      case Ints n -> Integer.compare(n.values()[leftRow], ((Ints) right).values()[rightRow]);
      case Bools b -> Boolean.compare(b.holds(leftRow), ((Bools) right).holds(rightRow));
      case Bytes b -> compare(b, leftRow, (Bytes) right, rightRow);
      case HeapColumn.Floats _, HeapColumn.Doubles _, HeapColumn.Lists _ ->
          throw new IllegalArgumentException("no key");
    };
  }

  private static int compare(Bytes left, int leftRow, Bytes right, int rightRow) {
    return Arrays.compareUnsigned(
        left.data(),
        left.offsets()[leftRow],
        left.offsets()[leftRow + 1],
        right.data(),
        right.offsets()[rightRow],
        right.offsets()[rightRow + 1]);
  }

  /** The end of the rows from a row on that have its key, none of them null. */
  static int endOfSame(int fields, HeapColumn[] columns, int row, int rows) {
    int end = rows;
    for (int i = 0; i < fields; i++) {
      end = endOfSame(columns[i], row, end);
    }
    return end;
  }

  private static int endOfSame(HeapColumn column, int row, int rows) {
    int end = row + 1;
    switch (column) {
      case Longs(long[] values, var _) -> {
        while (end < rows && values[end] == values[row]) {
          end++;
        }
      }
      case Bytes bytes -> {
        while (end < rows && same(bytes, row, end)) {
          end++;
        }
      }
      default -> {
        while (end < rows && compare(column, row, column, end) == 0) {
          end++;
        }
      }
    }
    return end;
  }

  private static boolean same(Bytes column, int row, int other) {
    int[] offsets = column.offsets();
    return Arrays.equals(
        column.data(),
        offsets[row],
        offsets[row + 1],
        column.data(),
        offsets[other],
        offsets[other + 1]);
  }

  static boolean anyNull(int fields, HeapColumn[] columns, int row) {
    for (int i = 0; i < fields; i++) {
      if (columns[i].isNull(row)) {
        return true;
      }
    }
    return false;
  }
}
