package dev.tidemark.registry.plan;

import dev.tidemark.registry.definition.Definitions;
import dev.tidemark.registry.deployment.Compiler;
import dev.tidemark.registry.deployment.Version;
import dev.tidemark.registry.plan.Change.Kind;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;

/**
 * What an apply would change.
 *
 * @param changes object by object
 * @param effects what follows, in words
 * @param breaking what would make old data unreadable, in words; empty for a safe plan
 */
public record Plan(List<Change> changes, List<String> effects, List<String> breaking) {
  public Plan {
    changes = List.copyOf(changes);
    effects = List.copyOf(effects);
    breaking = List.copyOf(breaking);
  }

  /** The way from what is deployed, if anything is, to a version that is wanted. */
  public static Plan between(Optional<Version> deployed, Version wanted) {
    Version from = deployed.orElseGet(() -> nothing(wanted));
    Consequences consequences = new Consequences(Compiler.compile(from), Compiler.compile(wanted));
    return new Plan(
        changes(from.definitions(), wanted.definitions()),
        consequences.effects(),
        consequences.breaking());
  }

  private static Version nothing(Version wanted) {
    return new Version(
        wanted.project(), 0, wanted.origin(), wanted.partitions(), Definitions.NONE, Map.of());
  }

  public boolean isEmpty() {
    return changes.isEmpty() && breaking.isEmpty();
  }

  /** For people, a line for each thing, ending with a newline. */
  public String toText() {
    if (isEmpty()) {
      return "No changes.\n";
    }
    StringBuilder text = new StringBuilder();
    for (Change change : changes) {
      line(text, change.kind().sign() + " " + change.object());
      change.details().forEach(detail -> line(text, "    " + detail));
    }
    section(text, "Then:", effects);
    section(text, "Breaking:", breaking);
    return text.toString();
  }

  private static void section(StringBuilder text, String title, List<String> lines) {
    if (!lines.isEmpty()) {
      line(text, title);
      lines.forEach(line -> line(text, "  " + line));
    }
  }

  private static void line(StringBuilder text, String line) {
    text.append(line).append('\n');
  }

  private static List<Change> changes(Definitions from, Definitions to) {
    Map<String, Map<String, String>> old = Fields.of(from);
    Map<String, Map<String, String>> now = Fields.of(to);
    List<Change> changes = new ArrayList<>();
    now.forEach((object, fields) -> {
      Map<String, String> before = old.get(object);
      List<String> details = details(before == null ? Map.of() : before, fields);
      if (before == null) {
        changes.add(new Change(Kind.ADDED, object, details));
      } else if (!details.isEmpty()) {
        changes.add(new Change(Kind.CHANGED, object, details));
      }
    });
    old.keySet().stream()
        .filter(object -> !now.containsKey(object))
        .forEach(object -> changes.add(new Change(Kind.REMOVED, object, List.of())));
    return changes;
  }

  private static List<String> details(Map<String, String> from, Map<String, String> to) {
    Set<String> names = new LinkedHashSet<>(to.keySet());
    names.addAll(from.keySet());
    List<String> details = new ArrayList<>();
    for (String name : names) {
      String old = from.get(name);
      String now = to.get(name);
      if (!Objects.equals(old, now)) {
        details.add(detail(name, Optional.ofNullable(old), Optional.ofNullable(now)));
      }
    }
    return details;
  }

  private static String detail(String name, Optional<String> old, Optional<String> now) {
    if (old.isEmpty()) {
      return name + ": " + now.orElseThrow();
    }
    return name + ": " + old.get() + " → " + now.orElse("(removed)");
  }
}
