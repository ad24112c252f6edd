package dev.tidemark.cli.command;

import dev.tidemark.cli.console.CommandException;
import dev.tidemark.cli.console.Spans;
import dev.tidemark.cli.deadletter.Choice;
import dev.tidemark.cli.deadletter.LetterBox;
import dev.tidemark.cli.deadletter.LetterId;
import dev.tidemark.registry.Nearest;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.Collection;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Which dead letters are meant. */
final class LetterOptions {
  @Option(names = "--source", paramLabel = "S", description = "Only those of source S.")
  private @Nullable String source;

  @Option(
      names = "--reason",
      paramLabel = "R",
      description = "Only those refused for reason R, such as wrong_type.")
  private @Nullable String reason;

  @Option(
      names = "--since",
      paramLabel = "T",
      description = "Only those since T, such as 2026-01-31T09:30:00Z, or 2h for two hours ago.")
  private @Nullable String since;

  boolean given() {
    return source != null || reason != null || since != null;
  }

  /**
   * The choice, together with ids.
   *
   * @throws CommandException when there are no letters of a source that is named
   */
  Choice choice(LetterBox box, Collection<LetterId> ids) {
    Set<String> sources = box.sources();
    if (source != null) {
      check(source, sources);
    }
    ids.forEach(id -> check(id.source(), sources));
    return new Choice(source, reason, since == null ? null : time(since), Set.copyOf(ids));
  }

  private static void check(String name, Set<String> sources) {
    if (!sources.contains(name)) {
      throw CommandException.usage(
          "Cannot find dead letters of source %s%s".formatted(name, Nearest.hint(name, sources)));
    }
  }

  private static Instant time(String text) {
    try {
      return text.matches("\\d+[a-z]+")
          ? Instant.now().minus(Spans.parse(text))
          : OffsetDateTime.parse(text).toInstant();
    } catch (DateTimeException e) {
      throw CommandException.usage(
          "Cannot read --since %s: expected a time such as 2026-01-31T09:30:00Z, or a duration such as 2h"
              .formatted(text));
    }
  }
}
