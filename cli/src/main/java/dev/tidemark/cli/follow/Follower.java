package dev.tidemark.cli.follow;

import dev.tidemark.cli.apply.Proposal;
import dev.tidemark.cli.console.Console;
import dev.tidemark.cli.console.ExitCode;
import dev.tidemark.cli.console.Reasons;
import dev.tidemark.registry.definition.Settings;
import dev.tidemark.registry.git.BranchCheckout;
import dev.tidemark.registry.git.WorkingTree;
import dev.tidemark.registry.kafka.RegistryTopic;
import dev.tidemark.registry.yaml.FeatureRepository;
import dev.tidemark.registry.yaml.InvalidDefinitionsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.Map;
import java.util.function.Function;

/**
 * Applies what lands on a branch. A commit that is refused is not looked at again; what fails for
 * another reason is tried again in the next round. For one thread.
 */
public final class Follower {
  private final BranchCheckout branch;
  private final Rules rules;
  private final Console console;
  private String settled = "";
  private ExitCode outcome = ExitCode.DONE;
  private String complaint = "";

  /**
   * What is applied, and where.
   *
   * @param root the feature repository's folder in the checkout
   * @param kafka finds the settings of Kafka's clients for those of a feature repository
   */
  public record Rules(
      Path root, boolean allowBreaking, Function<Settings, Map<String, String>> kafka) {}

  public Follower(BranchCheckout branch, Rules rules, Console console) {
    this.branch = branch;
    this.rules = rules;
    this.console = console;
  }

  /**
   * Looks once whether the branch has moved, and applies its newest commit. Everything that is
   * wrong is told, once for a commit.
   *
   * @return {@code DONE} when the newest commit is what is deployed, {@code USAGE} when it is not
   *     valid, else {@code FAILED}
   */
  public ExitCode round() {
    try {
      String newest = branch.fetch();
      if (!newest.equals(settled)) {
        outcome = settle(branch.checkOut(newest));
        settled = newest;
      }
      if (!complaint.isEmpty()) {
        console.say("Following %s again".formatted(branch));
        complaint = "";
      }
      return outcome;
    } catch (RuntimeException e) {
      // Whatever it is, the next round may find it mended
      complainOnce(Reasons.of(e));
      return ExitCode.FAILED;
    }
  }

  private void complainOnce(String message) {
    if (!message.equals(complaint)) {
      console.say(message);
      complaint = message;
    }
  }

  private ExitCode settle(WorkingTree commit) {
    String name = name(commit);
    if (!Files.isRegularFile(rules.root.resolve("tidemark.yaml"))) {
      console.say("there is no tidemark.yaml: --path names the folder that has it");
      return refuse(name, ExitCode.USAGE, "it is no feature repository");
    }
    FeatureRepository repository;
    try {
      repository = FeatureRepository.read(rules.root);
    } catch (InvalidDefinitionsException e) {
      e.problems().forEach(problem -> console.say(problem.toString()));
      int count = e.problems().size();
      return refuse(name, ExitCode.USAGE, count == 1 ? "1 problem" : count + " problems");
    }
    return apply(repository, commit, name);
  }

  private ExitCode apply(FeatureRepository repository, WorkingTree commit, String name) {
    Settings settings = repository.settings();
    try (RegistryTopic registry =
        new RegistryTopic(rules.kafka.apply(settings), settings.project())) {
      Proposal proposal =
          Proposal.of(repository, commit, registry.current(), InstantSource.system());
      if (proposal.plan().isEmpty()) {
        console.say("No changes in %s".formatted(name));
        return ExitCode.DONE;
      }
      String changes = proposal.plan().toText().stripTrailing();
      if (!proposal.plan().breaking().isEmpty() && !rules.allowBreaking) {
        console.say(changes);
        return refuse(
            name,
            ExitCode.FAILED,
            "the change is breaking (above); --allow-breaking applies it nevertheless");
      }
      registry.publish(proposal.version());
      console.result(changes);
      console.result("Applied version %d (%s)".formatted(proposal.version().number(), name));
      return ExitCode.DONE;
    }
  }

  private ExitCode refuse(String commit, ExitCode why, String reason) {
    console.say("Refused %s: %s. What is deployed stays.".formatted(commit, reason));
    return why;
  }

  private static String name(WorkingTree commit) {
    return "commit %s by %s"
        .formatted(commit.commit().map(id -> id.substring(0, 7)).orElse(""), commit.author());
  }
}
