package dev.tidemark.checker.definition;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.random.RandomGenerator;

/** Draws definitions, and changes of them. */
public final class DefinitionDraw {
  private static final List<Duration> WINDOWS =
      List.of(
          Duration.ofSeconds(5),
          Duration.ofMinutes(1),
          Duration.ofMinutes(10),
          Duration.ofHours(1),
          Duration.ofHours(6),
          Duration.ofDays(1),
          Duration.ofDays(7));

  private final RandomGenerator random;
  private final String project;
  private int names;

  public DefinitionDraw(RandomGenerator random, String project) {
    this.random = random;
    this.project = project;
  }

  public Definitions first() {
    List<Source> sources = new ArrayList<>();
    List<View> views = new ArrayList<>();
    for (int i = 1 + random.nextInt(3); i > 0; i--) {
      Source source = source("s" + i);
      sources.add(source);
      Entity first = pick(List.of(Entity.values()));
      Entity second = pick(List.of(Entity.values()));
      views.add(base(new Log(source.name(), first)));
      if (second != first) {
        views.add(base(new Log(source.name(), second)));
      }
    }
    Definitions definitions = new Definitions(1, sources, views);
    for (int i = 2 + random.nextInt(2); i > 0; i--) {
      definitions = new Definitions(1, sources, plus(definitions.views(), view(definitions)));
    }
    return definitions;
  }

  private Source source(String name) {
    boolean keyed = random.nextInt(3) == 0;
    return new Source(
        name,
        project + "." + name,
        Source.Time.values()[random.nextInt(4)],
        random.nextBoolean(),
        random.nextInt(3) == 0,
        keyed);
  }

  /** The view of a log that is always there: every event of it, and the newest one. */
  private static View base(Log log) {
    return new View(
        "all_" + log.source() + "_" + log.entity().text(),
        log,
        null,
        Duration.ZERO,
        List.of(
            new Feature.Latest("newest", Column.STAMP),
            new Feature.Window(
                "events", Function.COUNT, null, 0, 0, null, Duration.ZERO, null, null),
            new Feature.Window(
                "stamps",
                Function.LAST_N,
                Column.STAMP,
                10_000,
                0,
                null,
                Duration.ZERO,
                null,
                null)));
  }

  /** The version that follows: one to three things are other. */
  public Definitions next(Definitions now) {
    List<View> views = now.views();
    for (int i = 1 + random.nextInt(3); i > 0; i--) {
      views = changed(new Definitions(now.number(), now.sources(), views));
    }
    return new Definitions(now.number() + 1, now.sources(), views);
  }

  private List<View> changed(Definitions now) {
    List<View> views = new ArrayList<>(now.views());
    List<Integer> free = new ArrayList<>();
    for (int i = 0; i < views.size(); i++) {
      if (!views.get(i).name().startsWith("all_")) {
        free.add(i);
      }
    }
    if (free.isEmpty() || random.nextInt(5) == 0) {
      return plus(views, random.nextInt(3) == 0 ? newPair(now) : view(now));
    }
    int at = free.get(random.nextInt(free.size()));
    View view = views.get(at);
    switch (random.nextInt(5)) {
      case 0 -> views.remove(at);
      case 1 -> views.set(at, view.plus(feature()));
      case 2 -> views.set(at, view.with(view.features().stream().map(this::changed).toList()));
      case 3 ->
          views.set(at, new View(view.name(), view.log(), view.where(), ttl(), view.features()));
      default ->
          views.set(at, new View(view.name(), view.log(), where(), view.ttl(), view.features()));
    }
    return views;
  }

  /** A log that begins later. What it holds of repetitions and deletions, nobody could tell. */
  private View newPair(Definitions now) {
    for (Source source : now.sources()) {
      for (Entity entity : Entity.values()) {
        Log log = new Log(source.name(), entity);
        if (!source.deduped() && !source.keyed() && !now.logs().contains(log)) {
          return base(log);
        }
      }
    }
    return view(now);
  }

  private Feature changed(Feature feature) {
    return switch (feature) {
      case Feature.Latest latest -> latest;
      case Feature.Window window ->
          random.nextBoolean()
              ? window.over(random.nextInt(5) == 0 ? null : pick(WINDOWS))
              : window.where(where());
    };
  }

  private static List<View> plus(List<View> views, View view) {
    List<View> all = new ArrayList<>(views);
    all.add(view);
    return all;
  }

  private View view(Definitions now) {
    List<Feature> features = new ArrayList<>();
    for (int i = 1 + random.nextInt(4); i > 0; i--) {
      features.add(feature());
    }
    return new View("v" + ++names, pick(now.logs()), where(), ttl(), features);
  }

  private Condition where() {
    return random.nextInt(3) > 0 ? null : pick(Arrays.asList(Condition.values()));
  }

  private Duration ttl() {
    return random.nextBoolean() ? Duration.ZERO : pick(WINDOWS);
  }

  private Feature feature() {
    String name = "f" + ++names;
    Column column = pick(Arrays.asList(Column.values()));
    if (random.nextInt(4) == 0) {
      return new Feature.Latest(name, column);
    }
    Function function = pick(Arrays.asList(Function.values()));
    // The stamps of a key are many, so that a count of them may be about
    while (!function.takes(column.type())
        || (function == Function.APPROX_COUNT_DISTINCT && column == Column.STAMP)) {
      column = pick(Arrays.asList(Column.values()));
    }
    Duration window = random.nextInt(4) == 0 ? null : pick(WINDOWS);
    return new Feature.Window(
        name,
        function,
        function == Function.COUNT && random.nextBoolean() ? null : column,
        1 + random.nextInt(4),
        random.nextInt(11),
        window,
        random.nextInt(4) > 0 ? Duration.ZERO : pick(WINDOWS),
        window == null || random.nextInt(3) > 0 ? null : resolution(window),
        where());
  }

  /** A divisor of a window, and not too small a part of it. */
  private Duration resolution(Duration window) {
    List<Duration> divisors =
        WINDOWS.stream()
            .filter(r -> window.toSeconds() % r.toSeconds() == 0)
            .filter(r -> window.toSeconds() / r.toSeconds() <= 1_000)
            .toList();
    return pick(divisors);
  }

  private <T> T pick(List<T> from) {
    return from.get(random.nextInt(from.size()));
  }
}
