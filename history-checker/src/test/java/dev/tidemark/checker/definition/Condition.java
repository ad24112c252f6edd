package dev.tidemark.checker.definition;

import java.util.List;
import java.util.function.Function;
import java.util.function.Predicate;

/** What a {@code where} says, in CEL, and the same in Java; null is never true. */
public enum Condition {
  POSITIVE("amount > 0", of -> of.apply(Column.AMOUNT) instanceof Long l && l > 0),
  FLAGGED("flag", of -> of.apply(Column.FLAG) == Boolean.TRUE),
  TEA("item == 'tea'", of -> "tea".equals(of.apply(Column.ITEM))),
  CHEAP_OR_FLAGGED(
      "price < 1.5 || flag",
      of ->
          (of.apply(Column.PRICE) instanceof Double d && d < 1.5)
              || of.apply(Column.FLAG) == Boolean.TRUE),
  TAGGED("size(tags) > 1", of -> of.apply(Column.TAGS) instanceof List<?> l && l.size() > 1),
  WITHOUT_ITEM("item == null", of -> of.apply(Column.ITEM) == null),
  DOUBLED("twice > 4", of -> of.apply(Column.TWICE) instanceof Long l && l > 4);

  private final String cel;
  private final Predicate<Function<Column, Object>> holds;

  Condition(String cel, Predicate<Function<Column, Object>> holds) {
    this.cel = cel;
    this.holds = holds;
  }

  String cel() {
    return cel;
  }

  /** Whether it holds for an event with these values. */
  public boolean holds(Function<Column, Object> event) {
    return holds.test(event);
  }
}
