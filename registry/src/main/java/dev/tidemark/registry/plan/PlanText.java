package dev.tidemark.registry.plan;

import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** A plan for people: changes, then what follows under headings, then one line that sums up. */
final class PlanText {
  private final StringBuilder text = new StringBuilder();

  String of(Plan plan) {
    if (plan.isEmpty()) {
      return "No changes.\n";
    }
    plan.changes().forEach(this::change);
    for (Consequence.Kind kind : Consequence.Kind.values()) {
      section(
          kind.heading(),
          plan.consequences().stream()
              .filter(consequence -> consequence.kind() == kind)
              .map(Consequence::text)
              .toList());
    }
    section("Renames", plan.renames().stream().map(Rename::text).toList());
    section("Breaking", plan.breaking().stream().map(Breaking::text).toList());
    line(summary(plan));
    return text.toString();
  }

  private void change(Change change) {
    String title = change.action().sign() + " " + change.kind() + " " + shortName(change);
    if (!change.isFeature()) {
      line(title);
      fields(change, ": ").forEach(field -> line("    " + field));
    } else if (change.fields().isEmpty()) {
      line("    " + title);
    } else {
      line("    " + title + ": " + String.join(", ", fields(change, " ")));
    }
  }

  /** A feature stands below its view. */
  private static String shortName(Change change) {
    return change.isFeature()
        ? change.name().substring(change.name().indexOf(':') + 1)
        : change.name();
  }

  private static List<String> fields(Change change, String between) {
    boolean added = change.action() == Action.ADD;
    return change.fields().stream()
        .map(field -> field.name() + between + (added ? field.value() : field.change()))
        .toList();
  }

  private void section(String heading, List<String> lines) {
    if (!lines.isEmpty()) {
      line(heading + ":");
      lines.forEach(line -> line("  " + line));
    }
  }

  private static String summary(Plan plan) {
    List<Change> objects = plan.changes().stream().filter(c -> !c.isFeature()).toList();
    String counts =
        Stream.of(Action.values())
            .map(action ->
                objects.stream().filter(c -> c.action() == action).count() + " to " + action.word())
            .collect(Collectors.joining(", "));
    String breaking =
        plan.breaking().isEmpty() ? "" : "; %d breaking".formatted(plan.breaking().size());
    return "Plan: " + counts + breaking + ".";
  }

  private void line(String line) {
    text.append(line).append('\n');
  }
}
