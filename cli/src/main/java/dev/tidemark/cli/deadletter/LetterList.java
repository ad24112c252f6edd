package dev.tidemark.cli.deadletter;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.tidemark.cli.console.Table;
import dev.tidemark.ingest.DeadLetter;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.PriorityQueue;
import java.util.TreeMap;
import java.util.function.Consumer;

/** The newest of some letters, without their events, and how many there are of each kind. */
public final class LetterList implements Consumer<Letter> {
  private static final int LONGEST_DETAIL = 60;

  private final int limit;
  private final PriorityQueue<Row> rows = new PriorityQueue<>();
  private final Map<Kind, Total> totals = new TreeMap<>();

  /**
   * An empty list.
   *
   * @param limit how many letters it shows
   */
  public LetterList(int limit) {
    this.limit = limit;
  }

  private record Row(Letter letter) implements Comparable<Row> {
    @Override
    public int compareTo(Row other) {
      return Letter.BY_TIME.compare(letter, other.letter);
    }
  }

  private record Kind(String source, String reason) implements Comparable<Kind> {
    @Override
    public int compareTo(Kind other) {
      return Comparator.comparing(Kind::source).thenComparing(Kind::reason).compare(this, other);
    }
  }

  private record Total(int letters, int replayed) {
    Total with(Letter letter) {
      return new Total(letters + 1, replayed + (letter.replayed().isPresent() ? 1 : 0));
    }
  }

  @Override
  public void accept(Letter letter) {
    totals.merge(
        new Kind(letter.id().source(), letter.content().reason()),
        new Total(0, 0).with(letter),
        (known, ignored) -> known.with(letter));
    rows.add(new Row(letter.withoutEvent()));
    if (rows.size() > limit) {
      rows.remove();
    }
  }

  public boolean isEmpty() {
    return totals.isEmpty();
  }

  /** The newest last. */
  private List<Letter> letters() {
    return rows.stream().sorted().map(Row::letter).toList();
  }

  /** For people. */
  public List<String> lines() {
    Table letters = new Table().row("ID", "TIME", "REASON", "EVENT", "", "DETAIL");
    for (Letter letter : letters()) {
      DeadLetter content = letter.content();
      letters.row(
          letter.id().toString(),
          content.time().truncatedTo(ChronoUnit.SECONDS).toString(),
          content.reason(),
          "%d:%d".formatted(content.from().partition(), content.from().offset()),
          letter.replayed().isPresent() ? "replayed" : "",
          shortened(content.detail()));
    }
    Table kinds = new Table().row("SOURCE", "REASON", "LETTERS", "REPLAYED");
    totals.forEach((kind, total) ->
        kinds.row(
            kind.source(),
            kind.reason(),
            "%,d".formatted(total.letters()),
            "%,d".formatted(total.replayed())));
    List<String> lines = new ArrayList<>(letters.lines());
    int all = totals.values().stream().mapToInt(Total::letters).sum();
    if (all > rows.size()) {
      lines.add("the newest %,d of %,d".formatted(rows.size(), all));
    }
    lines.add("");
    lines.addAll(kinds.lines());
    return lines;
  }

  private static String shortened(String detail) {
    String line = Texts.line(detail);
    return line.length() <= LONGEST_DETAIL ? line : line.substring(0, LONGEST_DETAIL - 1) + "…";
  }

  /** The same for programs. */
  public ObjectNode json() {
    ObjectNode json = JsonNodeFactory.instance.objectNode();
    ArrayNode letters = json.putArray("letters");
    letters().forEach(letter -> letters.add(LetterPage.summary(letter)));
    ArrayNode kinds = json.putArray("totals");
    totals.forEach((kind, total) ->
        kinds
            .addObject()
            .put("source", kind.source())
            .put("reason", kind.reason())
            .put("letters", total.letters())
            .put("replayed", total.replayed()));
    return json;
  }
}
