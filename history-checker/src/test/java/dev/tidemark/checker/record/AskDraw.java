package dev.tidemark.checker.record;

import dev.tidemark.checker.definition.Definitions;
import dev.tidemark.checker.definition.Entity.Key;
import dev.tidemark.checker.definition.Feature;
import dev.tidemark.checker.definition.View;
import dev.tidemark.checker.event.Pool;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.random.RandomGenerator;

/** Draws what is asked. */
public final class AskDraw {
  private final RandomGenerator random;
  private final Pool pool;

  public AskDraw(RandomGenerator random, Instant start) {
    this.random = random;
    pool = new Pool(random, start);
  }

  /** A lookup of a few keys, one of which may have a null in it. */
  public Ask lookup(Definitions definitions) {
    List<Ask.Row> rows = new ArrayList<>();
    for (int i = random.nextInt(4); i >= 0; i--) {
      Map<Key, Object> keys = pool.keys();
      if (random.nextInt(10) == 0) {
        keys.put(Key.values()[random.nextInt(4)], null);
      }
      rows.add(new Ask.Row(keys, null));
    }
    return new Ask(features(definitions), rows);
  }

  /** Null, or a time that is mostly ahead, and at the edge of windows. */
  public Instant asOf(Definitions definitions) {
    return random.nextInt(3) > 0 ? null : edge(definitions);
  }

  /** A time behind all events, of the days to come. */
  public Instant later(Definitions definitions) {
    return edge(definitions).plus(Duration.ofDays(random.nextInt(3))).plusSeconds(300);
  }

  /** A time of events, or that at which they leave a window. */
  private Instant edge(Definitions definitions) {
    List<View> views = definitions.views();
    View view = views.get(random.nextInt(views.size()));
    Feature feature = view.features().get(random.nextInt(view.features().size()));
    Instant time = pool.time().plusNanos(1_000L * random.nextInt(2));
    if (random.nextInt(3) > 0 && feature instanceof Feature.Window window) {
      return time.plus(window.offset())
          .plus(window.window() == null ? Duration.ZERO : window.window());
    }
    return random.nextBoolean() ? time : time.plus(view.ttl());
  }

  /** A training set of so many rows. */
  public Ask trainingSet(Definitions definitions, int size) {
    List<Ask.Row> rows = new ArrayList<>();
    for (int i = 0; i < size; i++) {
      Map<Key, Object> keys = pool.keys();
      if (random.nextInt(20) == 0) {
        keys.put(Key.values()[random.nextInt(4)], null);
      }
      rows.add(new Ask.Row(keys, edge(definitions)));
    }
    return new Ask(features(definitions), rows);
  }

  /** Everything, of each key at several times. */
  public Ask everything(Definitions definitions, int times) {
    List<Ask.Row> rows = new ArrayList<>();
    for (Map<Key, Object> keys : Pool.all()) {
      for (int i = 0; i < times; i++) {
        rows.add(new Ask.Row(keys, edge(definitions)));
      }
    }
    return new Ask(List.of(), rows);
  }

  /** Half of the views, or everything. */
  private List<String> features(Definitions definitions) {
    List<String> features = new ArrayList<>();
    for (View view : definitions.views()) {
      if (random.nextBoolean()) {
        view.features().forEach(feature -> features.add(view.name() + ":" + feature.name()));
      }
    }
    return features;
  }
}
