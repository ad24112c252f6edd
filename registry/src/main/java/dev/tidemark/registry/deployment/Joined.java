package dev.tidemark.registry.deployment;

import java.util.List;
import java.util.Optional;

/** A view in a request or a training set, joined by columns of the request or the spine. */
public sealed interface Joined permits Join, OnDemandJoin {

  /** The view's own name. */
  String viewName();

  /** The name under which the view appears. */
  String alias();

  /** All features of the view, in its order. */
  List<Selected> features();

  /** The feature of that name. */
  Optional<Selected> feature(String name);
}
