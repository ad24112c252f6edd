package dev.tidemark.ingest;

import dev.tidemark.model.type.Column;
import dev.tidemark.registry.definition.Origin;
import dev.tidemark.registry.definition.Source;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A field of a message of which something is wanted: its value, or fields inside it. */
final class Wanted {
  static final int EVENT_TIME = 0;
  static final int CREATED_TIME = 1;
  static final int ID = 2;

  /** How many values are wanted besides the columns. */
  static final int LOOSE = 3;

  private final Map<String, Wanted> inside = new HashMap<>();
  private final List<Cell> cells = new ArrayList<>();
  private int[] loose = {};

  private Wanted() {}

  /**
   * A column that is read from a field.
   *
   * @param place among the source's columns
   */
  record Cell(int place, Target target) {}

  /** What a source wants of its messages. */
  static Wanted of(Source source) {
    Wanted message = new Wanted();
    List<Column> columns = source.columns();
    for (int i = 0; i < columns.size(); i++) {
      if (source.origin(columns.get(i).name()) instanceof Origin.Field field) {
        Target target = Target.of(source, columns.get(i));
        message.at(field).cells.add(new Cell(i, target));
      }
    }
    message.loose(source, source.eventTime().column(), EVENT_TIME);
    source.createdTime().ifPresent(t -> message.loose(source, t.column(), CREATED_TIME));
    source
        .options()
        .identity()
        .filter(id -> source.column(id.column()).isEmpty())
        .ifPresent(id -> message.loose(source, id.column(), ID));
    return message;
  }

  private Wanted at(Origin.Field field) {
    Wanted at = this;
    for (String name : field.path()) {
      at = at.inside.computeIfAbsent(name, n -> new Wanted());
    }
    return at;
  }

  private void loose(Source source, String columnOrPath, int place) {
    if (source.origin(columnOrPath) instanceof Origin.Field field) {
      Wanted at = at(field);
      at.loose = Arrays.copyOf(at.loose, at.loose.length + 1);
      at.loose[at.loose.length - 1] = place;
    }
  }

  /** The fields inside it of which something is wanted. */
  Map<String, Wanted> inside() {
    return inside;
  }

  List<Cell> cells() {
    return cells;
  }

  int[] loose() {
    return loose;
  }

  /** Forgets what an earlier field of the same name had inside. */
  void clearInside(RawEvent event) {
    inside.values().forEach(field -> field.fill(event, null));
  }

  /** Says of everything inside that it could not be read, since this is no object. */
  void refuseInside(RawEvent event, String found) {
    inside.values().forEach(field -> field.fill(event, found));
  }

  private void fill(RawEvent event, @Nullable String found) {
    for (Cell cell : cells) {
      event.values[cell.place()] =
          found == null ? null : cell.target().wrong(found + " in the place of an object");
    }
    for (int place : loose) {
      event.loose[place] = null;
    }
    inside.values().forEach(field -> field.fill(event, found));
  }
}
