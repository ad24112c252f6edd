package dev.tidemark.registry.job;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;

/** Takes events that clients send with a call, all of a call or none. Any thread. */
public interface Pushes {

  /**
   * Takes rows with a source's own field names. Returns when the broker has them.
   *
   * @throws PushException when it does not take them
   */
  void push(String source, List<ObjectNode> rows);

  /**
   * Takes rows for the source of a view; their times are named {@code event_timestamp} and {@code
   * created}. Returns when the broker has them.
   *
   * @throws PushException when it does not take them
   */
  void write(String view, List<ObjectNode> rows);
}
