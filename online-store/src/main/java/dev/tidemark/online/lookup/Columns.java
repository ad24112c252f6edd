package dev.tidemark.online.lookup;

import dev.tidemark.model.feature.FeatureValue;
import dev.tidemark.model.feature.Status;
import dev.tidemark.model.time.Micros;
import dev.tidemark.model.type.Column;
import dev.tidemark.model.type.ValueType;
import dev.tidemark.registry.deployment.Computation;
import dev.tidemark.registry.deployment.Selected;
import dev.tidemark.registry.deployment.Selected.OnDemand;
import dev.tidemark.registry.deployment.Selected.Stored;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The columns of an answer: stored features as they were read, and what is computed from them. */
final class Columns {
  private static final FeatureValue INVALID = new FeatureValue(null, Status.INVALID, Micros.NONE);

  private final LookupRequest request;
  private final Computation computation;
  private final List<FeatureColumn> stored;

  /**
   * Columns of an answer.
   *
   * @param stored the features that had to be read, with the types that the state has
   */
  Columns(LookupRequest request, List<FeatureColumn> stored) {
    this.request = request;
    this.computation = request.selection().computation();
    this.stored = stored;
  }

  /** The columns in the order of the selection. */
  List<FeatureColumn> all() {
    @Nullable FeatureValue[][] computed = computed();
    List<FeatureColumn> columns = new ArrayList<>();
    for (Selected feature : request.selection().features()) {
      int place = columns.size();
      int asked = computation.asked().size();
      columns.add(
          switch (feature) {
            case Stored of -> stored.get(computation.asked().get(place));
            case OnDemand of -> column(of.type(), computed[place - asked]);
          });
    }
    return columns;
  }

  private static FeatureColumn column(ValueType type, @Nullable FeatureValue[] computed) {
    @Nullable Object[] values = new @Nullable Object[computed.length];
    byte[] statuses = new byte[computed.length];
    long[] times = new long[computed.length];
    Arrays.fill(times, Micros.NONE);
    for (int row = 0; row < computed.length; row++) {
      FeatureValue value = computed[row];
      if (value != null) {
        values[row] = value.value();
        statuses[row] = value.status().number();
      }
    }
    return new FeatureColumn(type, new FeatureColumn.Values.Computed(values), statuses, times);
  }

  private @Nullable FeatureValue[][] computed() {
    int rows = computation.size() == 0 ? 0 : request.rows();
    @Nullable FeatureValue[][] computed = new FeatureValue[computation.size()][rows];
    List<List<?>> requested = requested();
    for (int row = 0; row < rows; row++) {
      List<FeatureValue> values = computation.compute(operands(row), at(requested, row));
      for (int i = 0; i < computed.length; i++) {
        computed[i][row] = values.get(i);
      }
    }
    return computed;
  }

  /** A job that still runs for an older deployment may have a feature with another type. */
  private FeatureValue[] operands(int row) {
    FeatureValue[] operands = new FeatureValue[stored.size()];
    for (int i = 0; i < operands.length; i++) {
      boolean fits = stored.get(i).type().equals(computation.stored().get(i).type());
      operands[i] = fits ? stored.get(i).at(row) : INVALID;
    }
    return operands;
  }

  private List<List<?>> requested() {
    List<List<?>> columns = new ArrayList<>();
    for (Column column : computation.request()) {
      List<?> values = request.columns().get(column.name());
      if (values == null) {
        throw new IllegalArgumentException(
            "Cannot look up without request column " + column.name());
      }
      columns.add(values);
    }
    return columns;
  }

  private static @Nullable Object[] at(List<List<?>> columns, int row) {
    @Nullable Object[] values = new Object[columns.size()];
    for (int i = 0; i < values.length; i++) {
      values[i] = columns.get(i).get(row);
    }
    return values;
  }
}
