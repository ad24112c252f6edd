package dev.tidemark.registry.yaml;

import java.util.List;
import java.util.stream.Collectors;

/** A feature repository has mistakes: all of them, in the order of files and lines. */
public final class InvalidDefinitionsException extends RuntimeException {
  private static final long serialVersionUID = 1;

  private final transient List<Problem> problems;

  InvalidDefinitionsException(List<Problem> problems) {
    super(problems.stream().map(Problem::toString).collect(Collectors.joining("\n")));
    this.problems = List.copyOf(problems);
  }

  public List<Problem> problems() {
    return problems;
  }
}
