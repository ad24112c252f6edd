package dev.tidemark.cli.verify;

import dev.tidemark.model.time.Micros;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What both stores are asked about.
 *
 * @param values for each of {@link Asked#columns} but T, in its Java type
 * @param time T, microseconds since the epoch
 */
record AskedRow(List<@Nullable Object> values, long time) {

  /** The values of all columns. */
  List<@Nullable Object> withTime() {
    List<@Nullable Object> all = new ArrayList<>(values);
    all.add(Micros.toInstant(time));
    return all;
  }
}
