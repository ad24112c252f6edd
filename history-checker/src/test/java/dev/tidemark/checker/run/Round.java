package dev.tidemark.checker.run;

import dev.tidemark.checker.definition.Definitions;
import dev.tidemark.checker.record.Ask;
import java.time.Instant;
import java.util.List;

/** What is done at the same time: events are written, lookups asked, and steps taken. */
record Round(List<Publisher.Burst> bursts, List<Lookup> lookups, List<Step> steps) {

  /**
   * A lookup.
   *
   * @param asOf null for now
   */
  record Lookup(Ask ask, Instant asOf, int pauseMillis) {}

  /**
   * One after the other. Who is to go goes when so many events of the round were acknowledged, so
   * that there is something on its way, however fast the machine is.
   */
  sealed interface Step {

    /** The node is killed, as by {@code kill -9}, and started again. */
    record KillNode(int events) implements Step {}

    /** The node is ended, as by Ctrl-C, and started again. */
    record StopNode(int events) implements Step {}

    /** The broker is killed and started again, while the node goes on. */
    record KillBroker(int events) implements Step {}

    /** Both are killed and started again. */
    record KillBoth(int events) implements Step {}

    /** Other definitions are applied; nobody waits for them to be deployed. */
    record Apply(Definitions definitions) implements Step {}

    record Export(Ask ask, boolean arrival) implements Step {}

    record Wait() implements Step {}
  }
}
