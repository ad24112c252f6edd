package dev.tidemark.cli.deadletter;

import java.util.ArrayList;
import java.util.List;

/** Letters of which the events can be sent again. */
public final class Replayable {
  private final List<LetterId> ids = new ArrayList<>();
  private int leftOut;

  Replayable() {}

  void add(Letter letter) {
    ids.add(letter.id());
  }

  void leaveOut() {
    leftOut++;
  }

  List<LetterId> ids() {
    return ids;
  }

  public int size() {
    return ids.size();
  }

  /** How many were left out, as they were replayed before. */
  public int leftOut() {
    return leftOut;
  }
}
