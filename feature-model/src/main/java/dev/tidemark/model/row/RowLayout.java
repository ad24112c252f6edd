package dev.tidemark.model.row;

import dev.tidemark.model.type.Column;

/** Where the parts of a row of one schema begin. */
final class RowLayout {
  /** Version, schema id, event time, created time. */
  static final int HEADER = 1 + 2 + 8 + 8;

  private final int nullStart;
  private final int[] slots;
  private final int variableStart;

  RowLayout(RowSchema schema) {
    nullStart = HEADER + (schema.conditions().size() + 7) / 8;
    int at = nullStart + (schema.columns().size() + 7) / 8;
    slots = new int[schema.columns().size()];
    for (int i = 0; i < slots.length; i++) {
      slots[i] = at;
      at += slotWidth(schema.columns().get(i));
    }
    variableStart = at;
  }

  private static int slotWidth(Column column) {
    int width = column.type().width();
    return width > 0 ? width : 4;
  }

  int nullStart() {
    return nullStart;
  }

  int slot(int column) {
    return slots[column];
  }

  int variableStart() {
    return variableStart;
  }
}
