package dev.tidemark.checker.check;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import dev.tidemark.checker.definition.Definitions;
import dev.tidemark.checker.definition.Feature;
import dev.tidemark.checker.definition.Log;
import dev.tidemark.checker.definition.View;
import dev.tidemark.checker.oracle.Micros;
import dev.tidemark.checker.oracle.Oracle;
import dev.tidemark.checker.oracle.Oracle.Answer;
import dev.tidemark.checker.oracle.Row;
import dev.tidemark.checker.record.Ask;
import dev.tidemark.checker.record.Entry.Lookup;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.stream.Collectors;

/**
 * Whether each lookup gave, for each key and view, what the oracle says of some beginning of the
 * key's log: one with everything that was promised, and with what an earlier lookup has seen.
 */
final class Lookups {
  /** How many states an explanation shows. */
  private static final int SHOWN = 4;

  private final Logs logs;
  private final Timeline time;
  private final Oracle oracle;
  private final Problems problems;

  /** How many rows of a log and key have been seen, in a life of the node, by lookups so far. */
  private final Map<Seen, Integer> seen = new HashMap<>();

  /**
   * @param key null for that of a row with a null in it
   */
  private record Seen(long life, Log log, List<Object> key) {}

  Lookups(Logs logs, Timeline time, Oracle oracle, Problems problems) {
    this.logs = logs;
    this.time = time;
    this.oracle = oracle;
    this.problems = problems;
  }

  /** Checks a lookup; in the order in which they ended. */
  void check(Lookup lookup) {
    List<Definitions> versions = time.versions(lookup.began(), lookup.ended());
    boolean settled = time.settled(lookup);
    switch (lookup.answer().status()) {
      case 200 -> answered(lookup, versions);
      // The node was gone, or did not yet run
      case 0, 503 -> problems.check(!settled, "Not answered, while the node ran: %s", text(lookup));
      case 404, 422 ->
          problems.check(
              versions.stream().anyMatch(version -> !has(version, lookup.ask())),
              "Refused: %s",
              text(lookup));
      default -> problems.add("Failed: %s", text(lookup));
    }
  }

  private static boolean has(Definitions version, Ask ask) {
    return ask.features().stream()
        .allMatch(name -> {
          View view = version.view(name.substring(0, name.indexOf(':')));
          return view != null && Given.feature(view, name.substring(name.indexOf(':') + 1)) != null;
        });
  }

  private static String text(Lookup lookup) {
    return "%s to %s, as of %s: %s\n  answered %s"
        .formatted(lookup.began(), lookup.ended(), lookup.asOf(), lookup.ask(), lookup.answer());
  }

  private void answered(Lookup lookup, List<Definitions> versions) {
    JsonNode answer = read(lookup);
    Map<String, List<String>> asked = null;
    for (Definitions version : versions) {
      Map<String, List<String>> byView = features(version, lookup.ask());
      asked = byView != null && isOf(answer, byView) ? byView : asked;
    }
    if (asked == null) {
      problems.add("It has not the features that were asked for: %s", text(lookup));
      return;
    }
    // State that another version, or a node that was started, needs may not be here (rule 4.1)
    boolean between = versions.size() > 1 || !time.settled(lookup);
    for (int row = 0; row < lookup.ask().rows().size(); row++) {
      for (Map.Entry<String, List<String>> view : asked.entrySet()) {
        Given given = Given.of(answer, row, view.getKey(), view.getValue());
        Given valid = between ? given.valid() : given;
        if (!valid.isEmpty()) {
          check(lookup, versions, row, view.getKey(), valid);
        }
      }
    }
  }

  private static JsonNode read(Lookup lookup) {
    try {
      return Values.JSON.readTree(lookup.answer().body());
    } catch (JsonProcessingException e) {
      throw new AssertionError("No JSON: " + lookup, e);
    }
  }

  /** The features that are asked for, by their views; null when the version lacks some of them. */
  private static Map<String, List<String>> features(Definitions version, Ask ask) {
    Map<String, List<String>> features = new LinkedHashMap<>();
    if (ask.features().isEmpty()) {
      version
          .views()
          .forEach(view ->
              features.put(view.name(), view.features().stream().map(Feature::name).toList()));
    }
    for (String name : ask.features()) {
      features
          .computeIfAbsent(name.substring(0, name.indexOf(':')), view -> new ArrayList<>())
          .add(name.substring(name.indexOf(':') + 1));
    }
    return has(version, ask) ? features : null;
  }

  private static boolean isOf(JsonNode answer, Map<String, List<String>> features) {
    List<String> names = new ArrayList<>();
    answer.at("/metadata/feature_names").forEach(name -> names.add(name.asText()));
    names.removeIf(name -> !name.contains("__"));
    List<String> wanted = new ArrayList<>();
    features.forEach((view, of) -> of.forEach(feature -> wanted.add(view + "__" + feature)));
    return names.stream().sorted().toList().equals(wanted.stream().sorted().toList());
  }

  private void check(Lookup lookup, List<Definitions> versions, int row, String name, Given given) {
    List<View> views =
        versions.stream()
            .map(version -> version.view(name))
            .filter(view ->
                view != null
                    && given.values().keySet().stream()
                        .allMatch(feature -> Given.feature(view, feature) != null))
            .distinct()
            .toList();
    Log log = views.getFirst().log();
    List<Object> key = key(log, lookup.ask().rows().get(row));
    List<Row> rows = arrived(logs.of(log, key), lookup);
    Seen of = new Seen(time.life(lookup.began()), log, key);
    int least = Math.max(seen.getOrDefault(of, 0), promised(rows, lookup));
    // The least of all that may be, as nobody knows which version answered
    OptionalInt shown =
        views.stream().flatMapToInt(view -> shown(lookup, view, rows, least, given).stream()).min();
    if (shown.isPresent()) {
      seen.merge(of, shown.getAsInt(), Math::max);
      return;
    }
    problems.add(
        "Lookup from %s to %s, as of %s, row %s\n  answered %s\n%s  rows of the key, of which %d had to be seen:\n%s",
        lookup.began(),
        lookup.ended(),
        lookup.asOf(),
        lookup.ask().rows().get(row),
        given,
        views.stream()
            .map(view -> explain(lookup, view, rows, least, given))
            .collect(Collectors.joining()),
        least,
        rows.stream().map(r -> "    " + r + "\n").collect(Collectors.joining()));
  }

  /** The rows that were in the log when the answer came. */
  private static List<Row> arrived(List<Row> rows, Lookup lookup) {
    long end = Micros.of(lookup.ended());
    return rows.stream().takeWhile(row -> row.arrival() <= end).toList();
  }

  static List<Object> key(Log log, Ask.Row row) {
    List<Object> key = new ArrayList<>();
    log.entity().keys().forEach(field -> key.add(row.keys().get(field)));
    return key.contains(null) ? null : key;
  }

  /** The number of rows up to the last one that had to have taken effect. */
  private int promised(List<Row> rows, Lookup lookup) {
    int least = 0;
    for (int i = 0; i < rows.size(); i++) {
      if (time.promised(rows.get(i).event().mark(), lookup.began())) {
        least = i + 1;
      }
    }
    return least;
  }

  /** The least number of rows of which the answer is right. */
  private OptionalInt shown(Lookup lookup, View view, List<Row> rows, int least, Given given) {
    for (int shown = least; shown <= rows.size(); shown++) {
      List<Row> events = oracle.events(view, rows.subList(0, shown));
      for (long t : moments(lookup, view, events)) {
        if (given.is(view, right(lookup, view, events, t, given))) {
          return OptionalInt.of(shown);
        }
      }
    }
    return OptionalInt.empty();
  }

  /** The times at which the lookup may have asked; the node's clock may be cut to milliseconds. */
  private Iterable<Long> moments(Lookup lookup, View view, List<Row> events) {
    return lookup.asOf() != null
        ? List.of(Micros.of(lookup.asOf()))
        : oracle.moments(
            view,
            events,
            Micros.of(lookup.began().truncatedTo(ChronoUnit.MILLIS)),
            Micros.of(lookup.ended()));
  }

  /** Rules 1.5 and 6.2. */
  private Map<String, Answer> right(
      Lookup lookup, View view, List<Row> events, long t, Given given) {
    long newest = events.isEmpty() ? Long.MIN_VALUE : events.getLast().time();
    boolean past = lookup.asOf() != null && t < newest;
    Map<String, Answer> right = new LinkedHashMap<>();
    for (String name : given.values().keySet()) {
      right.put(
          name,
          past
              ? Answer.INVALID
              : oracle.at(Math.max(t, newest), view, Given.feature(view, name), events));
    }
    return right;
  }

  private String explain(Lookup lookup, View view, List<Row> rows, int least, Given given) {
    StringBuilder text =
        new StringBuilder("  %s\n  right would be, of the first rows:\n".formatted(view));
    for (int shown = least; shown <= Math.min(rows.size(), least + SHOWN); shown++) {
      List<Row> events = oracle.events(view, rows.subList(0, shown));
      long t = moments(lookup, view, events).iterator().next();
      text.append(
          "    %d at %s: %s\n"
              .formatted(shown, Micros.text(t), right(lookup, view, events, t, given)));
    }
    return text.toString();
  }
}
