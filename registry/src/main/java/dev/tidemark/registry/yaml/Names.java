package dev.tidemark.registry.yaml;

import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Which names may be given. */
final class Names {
  private static final Pattern IDENTIFIER = Pattern.compile("[A-Za-z_][A-Za-z0-9_]*");
  private static final Pattern PROJECT = Pattern.compile("[A-Za-z_][A-Za-z0-9_-]*");
  private static final Pattern TOPIC = Pattern.compile("[A-Za-z0-9._-]{1,249}");

  /** Kafka allows 249 characters for a topic, and a feature log's topic has three names in it. */
  private static final int LONGEST = 64;

  /** The columns that every history table has besides a source's. */
  private static final Set<String> RESERVED =
      Set.of(
          "event_time",
          "created_time",
          "arrival_time",
          "log_partition",
          "log_offset",
          "log_deletes");

  private Names() {}

  static @Nullable Located<String> check(
      @Nullable Located<String> name, String what, Problems problems) {
    return check(name, what, IDENTIFIER, problems);
  }

  static @Nullable Located<String> project(@Nullable Located<String> name, Problems problems) {
    return check(name, "project", PROJECT, problems);
  }

  private static @Nullable Located<String> check(
      @Nullable Located<String> name, String what, Pattern pattern, Problems problems) {
    if (name == null) {
      return null;
    }
    String shown = name.shown();
    if (!pattern.matcher(name.value()).matches()) {
      String dash = pattern == PROJECT ? ", digits, _ and -" : ", digits and _";
      problems.add(
          name.place(),
          "bad %s %s: expected letters%s, not beginning with a digit",
          what,
          shown,
          dash);
      return null;
    }
    if (name.value().length() > LONGEST) {
      problems.add(name.place(), "bad %s %s: expected at most %d characters", what, shown, LONGEST);
      return null;
    }
    return name;
  }

  /** Object, feature and key names are joined by {@code __} in the names of tables and columns. */
  static void checkJoinable(@Nullable Located<String> name, String what, Problems problems) {
    if (name != null && name.value().contains("__")) {
      problems.add(name.place(), "bad %s %s: expected no __ in it", what, name.shown());
    }
  }

  /** A column must not bear the name of one that every history table has. */
  static void checkColumn(@Nullable Located<String> name, String what, Problems problems) {
    if (name == null) {
      return;
    }
    String lower = name.value().toLowerCase(Locale.ROOT);
    if (RESERVED.contains(lower) || lower.startsWith("where_")) {
      problems.add(
          name.place(),
          "reserved %s %s: history tables have event_time, created_time, arrival_time,"
              + " log_partition, log_offset, log_deletes and where_… themselves",
          what,
          name.value());
    }
  }

  static void checkTopic(@Nullable Located<String> topic, Problems problems) {
    if (topic == null) {
      return;
    }
    String name = topic.value();
    if (!TOPIC.matcher(name).matches() || name.equals(".") || name.equals("..")) {
      problems.add(
          topic.place(),
          "bad topic %s: expected 1 to 249 letters, digits, dots, _ and -",
          Problems.shown(name));
    } else if (name.startsWith("tidemark.")) {
      problems.add(topic.place(), "bad topic %s: topics tidemark.… are Tidemark's own", name);
    }
  }
}
