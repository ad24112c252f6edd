package dev.tidemark.online.request;

import dev.tidemark.model.type.ValueType;
import org.jspecify.annotations.Nullable;

/** The values of a column as a request brought them. */
public interface SentColumn {

  /** How many values there are. */
  int size();

  boolean isNull(int row);

  /** A value that is not null, in the Java type of a type; or null when it does not fit. */
  @Nullable Object typed(int row, ValueType type);

  /** A value as the caller may know it again, in a few words. */
  String shown(int row);
}
