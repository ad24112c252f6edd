package dev.tidemark.online.http;

import java.time.Duration;
import java.util.Map;

/** A node that can answer and has nothing to tell. */
public record ReadyNode() implements NodeStatus {
  @Override
  public boolean ready() {
    return true;
  }

  @Override
  public boolean awaitCaughtUp(Duration timeout) {
    return true;
  }

  @Override
  public Object report() {
    return Map.of();
  }
}
