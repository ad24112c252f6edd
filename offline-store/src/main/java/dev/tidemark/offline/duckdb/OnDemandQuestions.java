package dev.tidemark.offline.duckdb;

import dev.tidemark.model.type.ValueType;
import dev.tidemark.registry.deployment.Computation;
import java.util.List;

/**
 * The on-demand features of a training set.
 *
 * @param operands the names by which the computation's stored features were joined
 * @param names by which the results are known, in the order of the computation
 * @param types of the results
 */
public record OnDemandQuestions(
    Computation computation, List<String> operands, List<String> names, List<ValueType> types) {
  public OnDemandQuestions {
    operands = List.copyOf(operands);
    names = List.copyOf(names);
    types = List.copyOf(types);
  }
}
