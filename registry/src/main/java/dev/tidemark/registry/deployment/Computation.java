package dev.tidemark.registry.deployment;

import dev.tidemark.model.feature.FeatureValue;
import dev.tidemark.model.feature.Status;
import dev.tidemark.model.time.Micros;
import dev.tidemark.model.type.Column;
import dev.tidemark.registry.deployment.Selected.OnDemand;
import dev.tidemark.registry.deployment.Selected.Stored;
import dev.tidemark.registry.expression.Expression;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * How on-demand features come from stored features and request data. Lookups and training sets both
 * compute by it, row by row, so that they give the same. Immutable, for any thread.
 *
 * <p>A row has a place for each stored feature, each request column and each on-demand feature that
 * is needed, operands before what is computed from them.
 */
public final class Computation {
  private static final FeatureValue INVALID = new FeatureValue(null, Status.INVALID, Micros.NONE);

  private final List<Stored> stored = new ArrayList<>();
  private final List<Integer> storedPlaces = new ArrayList<>();
  private final List<Column> request = new ArrayList<>();
  private final List<Integer> requestPlaces = new ArrayList<>();
  private final List<Step> steps = new ArrayList<>();

  /** Of each selected on-demand feature. */
  private final List<Integer> answers = new ArrayList<>();

  /** Of each selected stored feature where it stands in {@code stored}. */
  private final List<Integer> asked = new ArrayList<>();

  private final Map<Object, Integer> places = new HashMap<>();

  /**
   * @param selected stored features first, so that these have the first places
   */
  Computation(List<Selected> selected) {
    for (Selected feature : selected) {
      switch (feature) {
        case Stored of -> asked.add(place(of));
        case OnDemand of -> answers.add(place(of));
      }
    }
  }

  /**
   * An on-demand feature.
   *
   * @param operands for each operand its place in the expression's row, and in the row
   */
  private record Step(int place, Expression expression, List<Operand> operands) {

    FeatureValue value(@Nullable FeatureValue[] row) {
      @Nullable Object[] values = new @Nullable Object[expression.columns().size()];
      for (Operand operand : operands) {
        FeatureValue value = row[operand.place];
        if (value == null || value.status() == Status.INVALID) {
          return INVALID;
        }
        values[operand.column] = value.value();
      }
      return found(expression.evaluate(values));
    }
  }

  private record Operand(int column, int place) {}

  private int place(Selected feature) {
    Integer known = places.get(feature);
    if (known != null) {
      return known;
    }
    return switch (feature) {
      case Stored of -> {
        stored.add(of);
        storedPlaces.add(places.size());
        yield taken(of);
      }
      case OnDemand of -> {
        Expression expression = of.feature().expression();
        List<Operand> operands = new ArrayList<>();
        for (int i = 0; i < expression.columns().size(); i++) {
          Column column = expression.columns().get(i);
          if (expression.inputs().contains(column.name())) {
            operands.add(new Operand(i, operand(of.join(), column)));
          }
        }
        steps.add(new Step(places.size(), expression, operands));
        yield taken(of);
      }
    };
  }

  private int operand(OnDemandJoin join, Column column) {
    int dot = column.name().indexOf('.');
    if (dot > 0) {
      Joined input = join.input(column.name().substring(0, dot));
      return place(input.feature(column.name().substring(dot + 1)).orElseThrow());
    }
    Integer known = places.get(column);
    if (known != null) {
      return known;
    }
    request.add(column);
    requestPlaces.add(places.size());
    return taken(column);
  }

  private int taken(Object what) {
    int place = places.size();
    places.put(what, place);
    return place;
  }

  /** The stored features that are needed, each once: first the selected ones, in their order. */
  public List<Stored> stored() {
    return Collections.unmodifiableList(stored);
  }

  /** Of each selected stored feature, in the selection's order, where {@link #stored} has it. */
  public List<Integer> asked() {
    return Collections.unmodifiableList(asked);
  }

  /** The request columns that are needed, each once. */
  public List<Column> request() {
    return Collections.unmodifiableList(request);
  }

  /** How many on-demand features are selected. */
  public int size() {
    return answers.size();
  }

  /**
   * The selected on-demand features of one row, in the selection's order. One whose operand is
   * invalid or missing is invalid, one that is null, also for a fault of the arithmetic, has a null
   * value; none has an event time.
   *
   * @param storedValues in the order of {@link #stored}; null for what is not known
   * @param requestValues in the order of {@link #request}, in their Java types
   */
  public List<FeatureValue> compute(
      @Nullable FeatureValue[] storedValues, @Nullable Object[] requestValues) {
    @Nullable FeatureValue[] row = new @Nullable FeatureValue[places.size()];
    for (int i = 0; i < storedValues.length; i++) {
      row[storedPlaces.get(i)] = storedValues[i];
    }
    for (int i = 0; i < requestValues.length; i++) {
      row[requestPlaces.get(i)] = found(requestValues[i]);
    }
    for (Step step : steps) {
      row[step.place] = step.value(row);
    }
    List<FeatureValue> values = new ArrayList<>(answers.size());
    for (int place : answers) {
      FeatureValue value = row[place];
      values.add(value == null ? INVALID : value);
    }
    return values;
  }

  private static FeatureValue found(@Nullable Object value) {
    return new FeatureValue(value, value == null ? Status.NULL_VALUE : Status.PRESENT, Micros.NONE);
  }
}
