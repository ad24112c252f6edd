package dev.tidemark.registry.plan;

import dev.tidemark.registry.definition.Source;
import dev.tidemark.registry.definition.Source.Identity;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** What a source makes of its events from now on. */
final class SourceMeanings {
  private final Source old;
  private final Source now;
  private final List<Consequence> found = new ArrayList<>();

  private SourceMeanings(Source old, Source now) {
    this.old = old;
    this.now = now;
  }

  static List<Consequence> of(ByName from, ByName to) {
    List<Consequence> all = new ArrayList<>();
    for (Source source : to.sources().values()) {
      Source old = from.sources().get(source.name());
      if (old != null) {
        all.addAll(new SourceMeanings(old, source).find());
      }
    }
    return all;
  }

  private List<Consequence> find() {
    if (!old.topic().equals(now.topic())) {
      add(
          ("reads topic %s from its beginning; what it took from %s stays, so an event that is in"
                  + " both counts twice")
              .formatted(now.topic(), old.topic()));
    }
    String format = now.format().keyword();
    if (!old.format().keyword().equals(format)) {
      add(
          "reads messages as %s from now on; those in %s that it has not read yet become dead letters"
              .formatted(format, old.format().keyword()));
    }
    nonFinite();
    identity();
    return found;
  }

  private void nonFinite() {
    boolean keeps = now.options().keepsNonFinite();
    if (old.options().keepsNonFinite() != keeps) {
      add(
          keeps
              ? "takes NaN and infinities as values from now on; what it refused stays refused"
              : "refuses NaN and infinities from now on; those that it took stay");
    }
  }

  private void identity() {
    Optional<Identity> identity = now.options().identity();
    if (!old.options().identity().equals(identity)) {
      add(
          identity
                  .map(id ->
                      "drops events of the same %s within %s from now on"
                          .formatted(id.column(), Fields.duration(id.within())))
                  .orElse("takes every event from now on, also repeated ones")
              + "; what it took stays");
    }
  }

  private void add(String text) {
    String source = "source " + now.name();
    found.add(new Consequence(Consequence.Kind.MEANING, source, source + " " + text));
  }
}
