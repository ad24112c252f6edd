package dev.tidemark.registry.yaml;

import org.snakeyaml.engine.v2.events.CollectionEndEvent;
import org.snakeyaml.engine.v2.events.CollectionStartEvent;
import org.snakeyaml.engine.v2.events.Event;
import org.snakeyaml.engine.v2.exceptions.ParserException;
import org.snakeyaml.engine.v2.parser.Parser;

/** Refuses what is nested so deeply that composing it would exhaust the stack. */
final class ShallowParser implements Parser {
  private static final int DEEPEST = 64;

  private final Parser parser;
  private int depth;

  ShallowParser(Parser parser) {
    this.parser = parser;
  }

  @Override
  public boolean checkEvent(Event.ID id) {
    return parser.checkEvent(id);
  }

  @Override
  public Event peekEvent() {
    return parser.peekEvent();
  }

  @Override
  public boolean hasNext() {
    return parser.hasNext();
  }

  @Override
  public Event next() {
    Event event = parser.next();
    if (event instanceof CollectionEndEvent) {
      depth--;
    } else if (event instanceof CollectionStartEvent && ++depth > DEEPEST) {
      throw new ParserException(
          "nested too deeply: expected at most %d levels".formatted(DEEPEST), event.getStartMark());
    }
    return event;
  }
}
