package dev.tidemark.registry.plan;

import dev.tidemark.registry.definition.Definitions;
import dev.tidemark.registry.deployment.Compiler;
import dev.tidemark.registry.deployment.Deployment;
import dev.tidemark.registry.deployment.Version;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What an apply would change. The rules are in {@code docs/spec/compatibility.md}.
 *
 * @param deployedVersion the number of the version that is deployed, or 0
 * @param changes object by object
 * @param consequences what follows from them, by their kinds
 * @param breaking what would make stored data unreadable or requests fail; empty for a safe plan
 * @param renames what may be meant as a rename
 */
public record Plan(
    String project,
    int deployedVersion,
    List<Change> changes,
    List<Consequence> consequences,
    List<Breaking> breaking,
    List<Rename> renames) {
  public Plan {
    changes = List.copyOf(changes);
    consequences = List.copyOf(consequences);
    breaking = List.copyOf(breaking);
    renames = List.copyOf(renames);
  }

  /** The way from what is deployed, if anything is, to a version that is wanted. */
  public static Plan between(Optional<Version> deployed, Version wanted) {
    Version old = deployed.orElseGet(() -> nothing(wanted));
    ByName from = new ByName(old.definitions());
    ByName to = new ByName(wanted.definitions());
    List<Change> changes = Changes.between(from, to);
    Deployment before = Compiler.compile(old);
    Deployment after = Compiler.compile(wanted);
    Users usersBefore = new Users(from);
    Users users = new Users(to);
    List<Breaking> breaking = new ArrayList<>(new StoredBreaks(before, after, users).find());
    breaking.addAll(new RequestBreaks(from, to, usersBefore, new Needs(before, after)).find());
    List<Consequence> consequences = new ArrayList<>();
    if (!changes.isEmpty() || !breaking.isEmpty()) {
      consequences.addAll(LogEffects.of(before, after));
      consequences.addAll(JobEffects.of(before, after));
      consequences.addAll(Meanings.of(from, to, usersBefore, users));
      consequences.addAll(Removals.of(from, to, before, after));
      consequences.sort(Comparator.comparing(Consequence::kind));
    }
    return new Plan(
        wanted.project(), old.number(), changes, consequences, breaking, Renames.between(from, to));
  }

  private static Version nothing(Version wanted) {
    return new Version(
        wanted.project(), 0, wanted.origin(), wanted.partitions(), Definitions.NONE, Map.of());
  }

  /** Whether an apply would do nothing. */
  public boolean isEmpty() {
    return changes.isEmpty() && breaking.isEmpty();
  }

  /** For people, ending with a newline. */
  public String toText() {
    return new PlanText().of(this);
  }

  /** For programs: the document of {@code docs/reference/plan-json.md}. */
  public String toJson() {
    return PlanJson.write(this);
  }
}
