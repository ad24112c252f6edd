package dev.tidemark.model.feature;

import java.util.Set;

/** An event of one column, 0, at whole numbers of microseconds. */
public record TestEvent(
    long eventTime, long createdTime, long position, Object value, Set<Integer> conditions)
    implements Event {

  public static TestEvent at(long eventTime, Object value) {
    return new TestEvent(eventTime, 0, 0, value, Set.of());
  }

  TestEvent holding(int condition) {
    return new TestEvent(eventTime, createdTime, position, value, Set.of(condition));
  }

  @Override
  public boolean holds(int condition) {
    return condition < 0 || conditions.contains(condition);
  }

  @Override
  public Object value(int column) {
    return value;
  }
}
