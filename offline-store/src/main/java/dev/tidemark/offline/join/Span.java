package dev.tidemark.offline.join;

/** Where windows of the same length, offset and resolution begin and end in the buffer. */
final class Span {
  private final EventBuffer events;
  private long from;
  private long until;
  private int first;
  private int end;

  Span(EventBuffer events) {
    this.events = events;
    clear();
  }

  /** The windows' events are those in {@code [from, until)}. */
  void move(long from, long until) {
    if (this.until != until || this.from != from) {
      first = events.firstAtOrAfter(from);
      end = events.firstAtOrAfter(until);
      this.from = from;
      this.until = until;
    }
  }

  int first() {
    return first;
  }

  int end() {
    return end;
  }

  void clear() {
    from = Long.MAX_VALUE;
    until = Long.MIN_VALUE;
  }
}
