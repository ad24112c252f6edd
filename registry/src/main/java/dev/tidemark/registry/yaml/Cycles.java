package dev.tidemark.registry.yaml;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** Finds on-demand views that are computed from themselves. */
final class Cycles {
  private final Catalog catalog;
  private final Problems problems;
  private final Set<String> done = new HashSet<>();
  private final Deque<String> way = new ArrayDeque<>();

  Cycles(Catalog catalog, Problems problems) {
    this.catalog = catalog;
    this.problems = problems;
  }

  void check(List<OnDemandDraft> views) {
    views.stream().filter(view -> view.name() != null).forEach(this::visit);
  }

  private void visit(OnDemandDraft view) {
    if (done.contains(view.label())) {
      return;
    }
    way.addLast(view.label());
    for (Located<String> input : view.inputs()) {
      if (way.contains(input.value())) {
        report(input);
      } else if (catalog.knownView(input.value()) instanceof OnDemandDraft next) {
        visit(next);
      }
    }
    way.removeLast();
    done.add(view.label());
  }

  private void report(Located<String> input) {
    List<String> round = new ArrayList<>(way);
    round = new ArrayList<>(round.subList(round.indexOf(input.value()), round.size()));
    round.add(input.value());
    problems.add(
        input.place(),
        "bad input %s: the view is computed from itself: %s",
        input.value(),
        String.join(" → ", round));
  }
}
