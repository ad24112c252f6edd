package dev.tidemark.cli.export;

import java.util.Map;
import java.util.Optional;

/** Environment variables, where one without a value is as if it were not there. */
record Environment(Map<String, String> variables) {
  Environment {
    variables = Map.copyOf(variables);
  }

  Optional<String> get(String name) {
    return Optional.ofNullable(variables.get(name)).map(String::strip).filter(v -> !v.isEmpty());
  }
}
