package dev.tidemark.offline.history.table;

import java.util.Comparator;
import org.apache.iceberg.Schema;
import org.apache.iceberg.SortField;
import org.apache.iceberg.SortOrder;
import org.apache.iceberg.StructLike;
import org.apache.iceberg.types.Comparators;
import org.apache.iceberg.types.Type;
import org.apache.iceberg.types.Types.NestedField;

/** The order of a table's rows in Iceberg's internal form: null first, texts as UTF-8 compares. */
public final class RowOrder {
  private RowOrder() {}

  public static Comparator<StructLike> of(Schema schema, SortOrder order) {
    Comparator<StructLike> rows = null;
    for (SortField field : order.fields()) {
      NestedField column = schema.findField(field.sourceId());
      Comparator<StructLike> next =
          column(schema.columns().indexOf(column), column.type().asPrimitiveType());
      rows = rows == null ? next : rows.thenComparing(next);
    }
    return rows == null ? (_, _) -> 0 : rows;
  }

  private static Comparator<StructLike> column(int place, Type.PrimitiveType type) {
    Comparator<Object> values =
        Comparator.nullsFirst(
            type.typeId() == Type.TypeID.STRING
                ? (left, right) -> compareUtf8((CharSequence) left, (CharSequence) right)
                : Comparators.forType(type));
    return (left, right) ->
        values.compare(left.get(place, Object.class), right.get(place, Object.class));
  }

  /** As the UTF-8 bytes compare: a surrogate stands for more than any other char. */
  public static int compareUtf8(CharSequence left, CharSequence right) {
    int shared = Math.min(left.length(), right.length());
    for (int i = 0; i < shared; i++) {
      char l = left.charAt(i);
      char r = right.charAt(i);
      if (l != r) {
        boolean pair = Character.isSurrogate(l);
        return pair == Character.isSurrogate(r) ? Character.compare(l, r) : pair ? 1 : -1;
      }
    }
    return Integer.compare(left.length(), right.length());
  }
}
