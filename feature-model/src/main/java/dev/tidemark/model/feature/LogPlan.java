package dev.tidemark.model.feature;

import dev.tidemark.model.row.RowSchema;
import java.util.List;

/**
 * What has to be kept of a feature log so that all its views can be answered.
 *
 * @param schemas every schema that the log has had, the oldest first; the views speak of the last
 * @param views the views over the log
 */
public record LogPlan(List<RowSchema> schemas, List<View> views) {
  public LogPlan {
    schemas = List.copyOf(schemas);
    views = List.copyOf(views);
  }

  public RowSchema schema() {
    return schemas.get(schemas.size() - 1);
  }

  /** The distinct conditions of the views, in order: of each the newest row is kept. */
  public List<Integer> newestOf() {
    return views.stream().map(View::condition).distinct().sorted().toList();
  }

  /**
   * What is kept of the log's rows, in the names of columns and conditions. State that was kept
   * under one plan can be gone on with under another one whose text is equal: columns that no
   * window counts may have joined or left the rows in between, for every row says what it holds.
   */
  public String kept() {
    LogLayout layout = LogLayout.of(this);
    StringBuilder text = new StringBuilder("newest of");
    layout.newestOf().forEach(condition -> text.append(' ').append(quoted(condition)));
    for (LogLayout.Track track : layout.tracks()) {
      text.append("; ").append(track.length()).append(" of ").append(quoted(track.condition()));
      append(text, ", windows", track.windows());
      for (LogLayout.Sum sum : track.sums()) {
        text.append(", sums by ").append(sum.resolution()).append(" for ").append(sum.length());
        append(text, " " + sum.offset() + " back", sum.inputs());
      }
    }
    return text.toString();
  }

  private void append(StringBuilder text, String what, List<Feature.Input> inputs) {
    text.append(what);
    inputs.forEach(input -> text.append(' ').append(named(input)));
  }

  private String quoted(int condition) {
    return condition < 0 ? "all" : '"' + schema().conditions().get(condition) + '"';
  }

  private String named(Feature.Input input) {
    String column = input.column() < 0 ? "event" : schema().columns().get(input.column()).name();
    return input.aggregation() + " of " + column;
  }
}
