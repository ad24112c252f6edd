package dev.tidemark.cli.deadletter;

import java.time.Instant;
import java.util.Collection;
import java.util.Set;
import java.util.stream.LongStream;
import org.jspecify.annotations.Nullable;

/**
 * Which letters are meant: those that fit everything that is given.
 *
 * @param since the earliest time
 * @param ids all letters when there are none
 */
public record Choice(
    @Nullable String source, @Nullable String reason, @Nullable Instant since, Set<LetterId> ids) {
  public Choice {
    ids = Set.copyOf(ids);
  }

  /** Exactly these letters. */
  public static Choice of(Collection<LetterId> ids) {
    return new Choice(null, null, null, Set.copyOf(ids));
  }

  boolean takes(String ofSource) {
    return (source == null || source.equals(ofSource))
        && (ids.isEmpty() || offsets(ofSource).findAny().isPresent());
  }

  boolean takes(Letter letter) {
    return (ids.isEmpty() || ids.contains(letter.id()))
        && (reason == null || reason.equals(letter.content().reason()))
        && (since == null || !letter.content().time().isBefore(since));
  }

  /** The first offset of a source's topic that can hold such a letter. */
  long from(String ofSource) {
    return offsets(ofSource).min().orElse(0);
  }

  /** The last one. */
  long to(String ofSource) {
    return offsets(ofSource).max().orElse(Long.MAX_VALUE - 1);
  }

  private LongStream offsets(String ofSource) {
    return ids.stream().filter(id -> id.source().equals(ofSource)).mapToLong(LetterId::offset);
  }
}
