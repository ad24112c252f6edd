package dev.tidemark.registry.plan;

import dev.tidemark.model.feature.View;
import dev.tidemark.model.row.RowSchema;
import dev.tidemark.model.type.Column;
import dev.tidemark.registry.definition.Source;
import dev.tidemark.registry.deployment.Deployment;
import dev.tidemark.registry.deployment.FeatureLog;
import dev.tidemark.registry.deployment.ServedLog;
import dev.tidemark.registry.plan.Consequence.Kind;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/** What follows for topics, and which features lack the events that were before the apply. */
final class LogEffects {
  private final Deployment deployed;
  private final Deployment wanted;
  private final Map<String, FeatureLog> before;
  private final List<Consequence> found = new ArrayList<>();

  private LogEffects(Deployment deployed, Deployment wanted) {
    this.deployed = deployed;
    this.wanted = wanted;
    before = ByName.index(deployed.logs(), FeatureLog::topic);
  }

  static List<Consequence> of(Deployment deployed, Deployment wanted) {
    LogEffects effects = new LogEffects(deployed, wanted);
    effects.sources();
    effects.logs();
    effects.servedLogs();
    effects.kept();
    return effects.found;
  }

  private void add(Kind kind, String object, String text) {
    found.add(new Consequence(kind, object, text));
  }

  private void sources() {
    Map<String, Source> old = sources(deployed);
    for (Source source : wanted.version().definitions().sources()) {
      Source was = old.get(source.name());
      String object = "source " + source.name();
      if (was == null || !was.topic().equals(source.topic())) {
        add(Kind.TOPICS, object, "topic %s is created if it is missing".formatted(source.topic()));
      }
      if (was == null) {
        String topic = wanted.topics().deadLetters(source.name());
        add(
            Kind.TOPICS,
            object,
            "dead-letter topic %s is created if it is missing".formatted(topic));
      }
    }
  }

  private static Map<String, Source> sources(Deployment deployment) {
    return ByName.index(deployment.version().definitions().sources(), Source::name);
  }

  private void logs() {
    Set<String> running =
        deployed.logs().stream().map(log -> log.source().name()).collect(Collectors.toSet());
    for (FeatureLog log : wanted.logs()) {
      FeatureLog old = before.get(log.topic());
      if (old == null) {
        created(log, running.contains(log.source().name()));
      } else {
        found.addAll(new Lacking(log, old.plan().schemas()).find());
      }
    }
  }

  private void servedLogs() {
    for (ServedLog log : wanted.servedLogs().values()) {
      if (!deployed.servedLogs().containsKey(log.service())) {
        String object = "serving log " + log.topic();
        add(
            Kind.TOPICS,
            object,
            "%s is created if it is missing, and its table %s".formatted(object, log.table()));
      }
    }
  }

  private void created(FeatureLog log, boolean running) {
    boolean again = deployed.version().schemas().containsKey(log.topic());
    String object = "feature log " + log.topic();
    add(Kind.TOPICS, object, object + (again ? " gets events again" : " is created"));
    String views = log.plan().views().stream().map(View::name).collect(Collectors.joining(", "));
    String start;
    if (again) {
      start = "go on from what their feature log holds; events since then may need a backfill";
    } else if (running) {
      start =
          "start empty (their feature log is new, and the source goes on where it is); older events"
              + " need a backfill";
    } else {
      start =
          "start with what topic %s still holds; older events need a backfill"
              .formatted(log.source().topic());
    }
    add(Kind.BACKFILL, object, "features of %s %s".formatted(views, start));
  }

  /** What stands in old rows as it was read or computed then. */
  private void kept() {
    Map<String, Source> old = sources(deployed);
    Map<String, Set<String>> kept = new LinkedHashMap<>();
    for (FeatureLog log : wanted.logs()) {
      FeatureLog was = before.get(log.topic());
      Source source = old.get(log.source().name());
      if (was != null && source != null && !source.equals(log.source())) {
        kept.computeIfAbsent(source.name(), name -> new LinkedHashSet<>())
            .addAll(reread(source, log.source(), words(was.plan().schema())));
      }
    }
    kept.forEach((source, names) ->
        names.forEach(name ->
            add(
                Kind.BACKFILL,
                "source " + source,
                "source %s: events before the apply keep %s as it was then"
                    .formatted(source, name))));
  }

  private static List<String> reread(Source was, Source now, Set<String> used) {
    List<String> names = new ArrayList<>();
    if (!was.eventTime().equals(now.eventTime())) {
      names.add("event_time");
    }
    if (!was.createdTime().equals(now.createdTime())) {
      names.add("created_time");
    }
    for (Column column : now.columns()) {
      boolean known = was.column(column.name()).isPresent() && used.contains(column.name());
      if (known && !was.origin(column.name()).equals(now.origin(column.name()))) {
        names.add("column " + column.name());
      }
    }
    Map<String, Source.Derived> before = ByName.index(was.derived(), Source.Derived::name);
    for (Source.Derived column : now.derived()) {
      Source.Derived old = before.get(column.name());
      if (old != null && !old.equals(column) && used.contains(column.name())) {
        names.add("derived column " + column.name());
      }
    }
    return names;
  }

  /** The columns that rows hold, and those that went into their conditions. */
  private static Set<String> words(RowSchema schema) {
    Set<String> words = new HashSet<>();
    schema.columns().forEach(column -> words.add(column.name()));
    schema.conditions().forEach(condition -> words.addAll(Words.of(condition)));
    return words;
  }
}
