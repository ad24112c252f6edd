package dev.tidemark.checker.run;

import dev.tidemark.checker.definition.DefinitionDraw;
import dev.tidemark.checker.definition.Definitions;
import dev.tidemark.checker.definition.Source;
import dev.tidemark.checker.event.Event;
import dev.tidemark.checker.event.EventDraw;
import dev.tidemark.checker.record.AskDraw;
import dev.tidemark.checker.run.Publisher.Burst;
import dev.tidemark.checker.run.Round.Step;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;

/** Draws what is done in a run. All of it follows from the seed; how long it takes does not. */
final class RoundDraw {
  private final Random random;
  private final DefinitionDraw definitionDraw;
  private final EventDraw eventDraw;
  private final AskDraw askDraw;
  private final Definitions first;
  private Definitions newest;

  RoundDraw(long seed, String project, Instant start) {
    random = new Random(seed);
    definitionDraw = new DefinitionDraw(random, project);
    eventDraw = new EventDraw(random, start);
    askDraw = new AskDraw(random, start);
    first = definitionDraw.first();
    newest = first;
  }

  Definitions first() {
    return first;
  }

  Definitions newest() {
    return newest;
  }

  AskDraw asks() {
    return askDraw;
  }

  private enum Other {
    APPLY,
    EXPORT,
    WAIT
  }

  /** Some rounds; in one at least other definitions are applied, in one a training set is cut. */
  List<Round> rounds() {
    List<Other> others = new ArrayList<>(List.of(Other.APPLY, Other.EXPORT));
    others.add(Other.values()[random.nextInt(3)]);
    Collections.shuffle(others, random);
    return others.stream().map(this::round).toList();
  }

  private Round round(Other other) {
    Definitions before = newest;
    Step first = disturbance();
    Step second = step(other);
    List<Step> steps = random.nextInt(4) > 0 ? List.of(first, second) : List.of(second, first);
    return new Round(bursts(), lookups(before), steps);
  }

  private Step disturbance() {
    int events = random.nextInt(150);
    return switch (random.nextInt(8)) {
      case 0 -> new Step.StopNode(events);
      case 1 -> new Step.KillBroker(events);
      case 2 -> new Step.KillBoth(events);
      default -> new Step.KillNode(events);
    };
  }

  private Step step(Other other) {
    return switch (other) {
      case APPLY -> {
        newest = definitionDraw.next(newest);
        yield new Step.Apply(newest);
      }
      case EXPORT -> new Step.Export(askDraw.trainingSet(newest, 150), random.nextBoolean());
      case WAIT -> new Step.Wait();
    };
  }

  private List<Burst> bursts() {
    List<Burst> bursts = new ArrayList<>();
    for (int i = 40 + random.nextInt(60); i > 0; i--) {
      bursts.add(burst());
    }
    return bursts;
  }

  private Burst burst() {
    int size = 1 + random.nextInt(5);
    int pause = random.nextInt(100);
    List<Event> events = new ArrayList<>();
    Source source = first.sources().get(random.nextInt(first.sources().size()));
    if (source.keyed() || random.nextInt(6) > 0) {
      for (int i = 0; i < size; i++) {
        events.add(eventDraw.event(first));
      }
      return new Burst(events, false, pause);
    }
    for (int i = 0; i < size; i++) {
      events.add(eventDraw.good(first, source));
    }
    if (random.nextInt(4) == 0) {
      events.add(eventDraw.unpushable(source));
    }
    return new Burst(events, true, pause);
  }

  /** Of what was applied before the round, or in it. */
  private List<Round.Lookup> lookups(Definitions before) {
    List<Round.Lookup> lookups = new ArrayList<>();
    for (int i = 100; i > 0; i--) {
      Definitions of = random.nextBoolean() ? before : newest;
      lookups.add(new Round.Lookup(askDraw.lookup(of), askDraw.asOf(of), random.nextInt(80)));
    }
    return lookups;
  }
}
