package dev.tidemark.registry.deployment;

import dev.tidemark.model.feature.Feature;
import dev.tidemark.model.type.ValueType;
import java.util.List;

/** One feature that is asked for, by the join that gives it. */
public sealed interface Selected {

  Joined join();

  /** The feature's own name. */
  String name();

  ValueType type();

  /** {@code feature}, or {@code view__feature} when full names are wanted. */
  default String name(boolean full) {
    return full ? join().alias() + "__" + name() : name();
  }

  /** {@code view:feature}, by the view's own name. */
  default String reference() {
    return join().viewName() + ":" + name();
  }

  /** A feature of a feature view: both stores know it. */
  record Stored(Join join, Feature feature) implements Selected {
    @Override
    public String name() {
      return feature.name();
    }

    @Override
    public ValueType type() {
      return feature.type();
    }
  }

  /** A feature that is computed from others and from request data. */
  record OnDemand(OnDemandJoin join, OnDemandView.Feature feature) implements Selected {

    /** How this feature alone is computed. */
    public Computation computation() {
      return new Computation(List.of(this));
    }

    @Override
    public String name() {
      return feature.name();
    }

    @Override
    public ValueType type() {
      return feature.type();
    }
  }
}
