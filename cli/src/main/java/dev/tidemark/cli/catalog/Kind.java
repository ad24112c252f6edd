package dev.tidemark.cli.catalog;

import dev.tidemark.cli.console.CommandException;
import dev.tidemark.registry.Nearest;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;

/** The kinds of objects. */
public enum Kind {
  ENTITY("Entity", "entity", "entities", "Entities"),
  SOURCE("Source", "source", "sources", "Sources"),
  FEATURE_VIEW("FeatureView", "view", "views", "Feature views"),
  ON_DEMAND_FEATURE_VIEW(
      "OnDemandFeatureView", "on-demand-view", "on_demand_views", "On-demand feature views"),
  FEATURE_SERVICE("FeatureService", "service", "services", "Feature services");

  private final String yaml;
  private final String word;
  private final String field;
  private final String title;

  Kind(String yaml, String word, String field, String title) {
    this.yaml = yaml;
    this.word = word;
    this.field = field;
    this.title = title;
  }

  /** As definitions write it. */
  String yaml() {
    return yaml;
  }

  /** Of the JSON that holds all objects of this kind. */
  public String field() {
    return field;
  }

  /** Of a list of such objects. */
  public String title() {
    return title;
  }

  /**
   * The kind that a word means: {@code view}, {@code views} or {@code FeatureView}.
   *
   * @throws CommandException when it means none
   */
  public static Kind of(String text) {
    return Stream.of(values())
        .filter(kind -> kind.words().anyMatch(word -> plain(word).equals(plain(text))))
        .findFirst()
        .orElseThrow(() ->
            CommandException.usage(
                "Cannot find kind %s: expected %s%s"
                    .formatted(text, String.join(", ", names()), Nearest.hint(text, names()))));
  }

  private Stream<String> words() {
    return Stream.of(yaml, word, field);
  }

  private static List<String> names() {
    return Arrays.stream(values()).map(kind -> kind.word).toList();
  }

  private static String plain(String word) {
    return word.toLowerCase(Locale.ROOT).replaceAll("[-_]", "");
  }
}
