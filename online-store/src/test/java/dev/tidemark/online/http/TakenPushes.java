package dev.tidemark.online.http;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.tidemark.registry.job.PushException;
import dev.tidemark.registry.job.PushException.Kind;
import dev.tidemark.registry.job.Pushes;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** Takes every push; a target that is named as a kind of failure fails so. */
public final class TakenPushes implements Pushes {
  public final List<String> taken = new CopyOnWriteArrayList<>();

  /** Runs with every push. */
  public volatile Runnable before = () -> {};

  @Override
  public void push(String source, List<ObjectNode> rows) {
    take("push " + source, source, rows);
  }

  @Override
  public void write(String view, List<ObjectNode> rows) {
    take("write " + view, view, rows);
  }

  private void take(String how, String target, List<ObjectNode> rows) {
    before.run();
    for (Kind kind : Kind.values()) {
      if (kind.name().equals(target)) {
        throw new PushException(kind, "Cannot push, because " + kind);
      }
    }
    taken.add(how + " " + rows);
  }
}
