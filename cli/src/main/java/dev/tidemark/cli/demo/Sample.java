package dev.tidemark.cli.demo;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.function.Predicate;

/** Which entities the demo looks at. */
record Sample(List<Edit> edits) {

  /** A few whose names show what the keys may hold: busy ones, and ones that are not ASCII. */
  static Sample toShow(List<Edit> all) {
    Predicate<String> foreign = text -> text.chars().anyMatch(c -> c > 127);
    List<Edit> chosen = new ArrayList<>();
    chosen.addAll(busiest(all, 1, Edit::user, edit -> !edit.robot()).values());
    chosen.addAll(busiest(all, 2, Edit::page, edit -> !edit.robot()).values());
    chosen.addAll(
        busiest(
                all,
                2,
                Edit::user,
                edit -> !edit.robot() && foreign.test(edit.user()) && foreign.test(edit.page()))
            .values());
    return new Sample(List.copyOf(chosen));
  }

  private static Map<String, Edit> busiest(
      List<Edit> all, int count, Function<Edit, String> key, Predicate<Edit> which) {
    Map<String, Integer> counts = new HashMap<>();
    Map<String, Edit> last = new HashMap<>();
    all.stream()
        .filter(which)
        .forEach(edit -> {
          counts.merge(key.apply(edit), 1, Integer::sum);
          last.put(key.apply(edit), edit);
        });
    Map<String, Edit> busiest = new java.util.LinkedHashMap<>();
    counts.entrySet().stream()
        .sorted(
            Map.Entry.<String, Integer>comparingByValue(Comparator.reverseOrder())
                .thenComparing(Map.Entry.comparingByKey()))
        .limit(count)
        .forEach(entry -> busiest.put(entry.getKey(), last.get(entry.getKey())));
    return busiest;
  }
}
