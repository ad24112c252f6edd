package dev.tidemark.online.state;

import dev.tidemark.model.feature.Feature.Input;
import dev.tidemark.model.feature.Totals;
import dev.tidemark.model.row.ByteSink;
import dev.tidemark.model.row.ByteSource;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.LongConsumer;
import java.util.function.Predicate;

/**
 * Sums over the past of one key, in the order of time: a tree that grows at its newest end. Of each
 * level the newest node is open: it is named here and not by a node above it. A full one is closed
 * and becomes the newest child of the level above, so that what is older lies higher. A change
 * writes new nodes and leaves the old ones as they are.
 */
final class SummaryTree {
  private static final Open NONE = new Open(0, 0);

  private final List<Input> inputs;
  private final TreeSizes sizes;

  /** By level; the children of level 0 are chunks of events or tiles. */
  private final List<Open> levels = new ArrayList<>();

  /** An open node, and the time of its first event. */
  private record Open(long id, long first) {
    boolean empty() {
      return id == 0;
    }
  }

  SummaryTree(List<Input> inputs, TreeSizes sizes) {
    this.inputs = inputs;
    this.sizes = sizes;
  }

  boolean empty() {
    return levels.isEmpty();
  }

  private List<Child> read(long id, Nodes nodes) {
    return Child.read(nodes.read(id), inputs);
  }

  /** Adds a child that is not before any other. */
  void append(Child newest, Nodes.Writer nodes) {
    append(0, newest, nodes);
  }

  private void append(int level, Child newest, Nodes.Writer nodes) {
    if (level == levels.size()) {
      levels.add(NONE);
    }
    Open open = levels.get(level);
    List<Child> children = new ArrayList<>();
    if (!open.empty()) {
      children = read(open.id, nodes);
      nodes.drop(open.id);
    }
    children.add(newest);
    byte[] node = Child.write(children);
    long id = nodes.write(node);
    boolean large = children.size() > 1 && node.length > sizes.bytes();
    if (children.size() < sizes.fanout() && !large) {
      levels.set(level, new Open(id, children.getFirst().first()));
    } else {
      levels.set(level, NONE);
      append(level + 1, Child.of(id, children, inputs), nodes);
    }
  }

  /** What takes the place of a child when an event comes late. */
  interface Edit {
    List<Child> of(Child child);
  }

  /** Changes the last child that begins at or before a time, or the very first one. */
  void edit(long time, Edit edit, Nodes.Writer nodes) {
    int level = levelOf(time);
    Open open = levels.get(level);
    List<Child> changed = edit(open.id, level, time, edit, nodes);
    if (changed.size() > 1) {
      append(level + 1, changed.getFirst(), nodes);
    }
    Child newest = changed.getLast();
    levels.set(level, new Open(newest.id(), newest.first()));
  }

  private int levelOf(long time) {
    int level = levels.size() - 1;
    for (int i = 0; i < levels.size(); i++) {
      if (!levels.get(i).empty() && levels.get(i).first <= time) {
        return i;
      }
    }
    return level;
  }

  private List<Child> edit(long id, int level, long time, Edit edit, Nodes.Writer nodes) {
    List<Child> children = read(id, nodes);
    int at = 0;
    while (at + 1 < children.size() && children.get(at + 1).first() <= time) {
      at++;
    }
    Child old = children.remove(at);
    children.addAll(at, level == 0 ? edit.of(old) : edit(old.id(), level - 1, time, edit, nodes));
    nodes.drop(id);
    byte[] node = Child.write(children);
    boolean large = children.size() > 3 && node.length > 2 * sizes.bytes();
    if (children.size() <= 2 * sizes.fanout() && !large) {
      return List.of(Child.of(nodes.write(node), children, inputs));
    }
    int half = children.size() / 2;
    return List.of(
        write(children.subList(0, half), nodes),
        write(children.subList(half, children.size()), nodes));
  }

  private Child write(List<Child> children, Nodes.Writer nodes) {
    return Child.of(nodes.write(Child.write(children)), children, inputs);
  }

  /** From a time, inclusive, until a time, exclusive. */
  record Range(long from, long until) {
    private boolean misses(Child child) {
      return child.last() < from || child.first() >= until;
    }

    private boolean covers(Child child) {
      return child.first() >= from && child.last() < until;
    }
  }

  /**
   * Visits what lies in a range.
   *
   * @param whole gets the totals of children of which every event is in the range, and says whether
   *     they are enough; if not, what lies below is visited
   * @param part gets children of level 0 that have other events in the range
   */
  void visit(Range range, Predicate<Totals> whole, Consumer<Child> part, Nodes nodes) {
    for (int level = 0; level < levels.size(); level++) {
      Open open = levels.get(level);
      if (!open.empty()) {
        new Visit(range, whole, part, nodes).visit(read(open.id, nodes), level);
        if (open.first < range.from) {
          return; // what lies higher is older
        }
      }
    }
  }

  private final class Visit {
    private final Range range;
    private final Predicate<Totals> whole;
    private final Consumer<Child> part;
    private final Nodes nodes;

    Visit(Range range, Predicate<Totals> whole, Consumer<Child> part, Nodes nodes) {
      this.range = range;
      this.whole = whole;
      this.part = part;
      this.nodes = nodes;
    }

    void visit(List<Child> children, int level) {
      for (Child child : children) {
        if (range.misses(child) || (range.covers(child) && whole.test(child.totals()))) {
          continue;
        }
        if (level == 0) {
          part.accept(child);
        } else {
          visit(read(child.id(), nodes), level - 1);
        }
      }
    }
  }

  /** Visits the children of level 0, the newest first, for as long as the visitor wants more. */
  void newestFirst(Predicate<Child> more, Nodes nodes) {
    for (int level = 0; level < levels.size(); level++) {
      Open open = levels.get(level);
      if (!open.empty() && !newestFirst(open.id, level, more, nodes)) {
        return;
      }
    }
  }

  private boolean newestFirst(long id, int level, Predicate<Child> more, Nodes nodes) {
    return read(id, nodes).reversed().stream()
        .allMatch(child ->
            level == 0 ? more.test(child) : newestFirst(child.id(), level - 1, more, nodes));
  }

  /** Leaves behind nodes of which every event is before a time; a part of them may stay. */
  void dropBefore(long time, Nodes.Writer nodes) {
    for (int level = levels.size() - 1; level >= 0; level--) {
      Open open = levels.get(level);
      if (!open.empty()) {
        if (open.first >= time) {
          return;
        }
        List<Child> children = read(open.id, nodes);
        List<Child> left = dropBefore(children, level, time, nodes);
        if (left.equals(children)) {
          return;
        }
        nodes.drop(open.id);
        if (!left.isEmpty()) {
          Child node = write(left, nodes);
          levels.set(level, new Open(node.id(), node.first()));
          return;
        }
      }
      levels.remove(level); // nothing older is left above
    }
  }

  private List<Child> dropBefore(List<Child> children, int level, long time, Nodes.Writer nodes) {
    int gone = 0;
    while (gone < children.size() && children.get(gone).last() < time) {
      drop(children.get(gone), level, nodes);
      gone++;
    }
    List<Child> left = new ArrayList<>(children.subList(gone, children.size()));
    if (level > 0 && !left.isEmpty() && worthTrimming(left.getFirst(), time)) {
      Child first = left.getFirst();
      List<Child> below = read(first.id(), nodes);
      List<Child> trimmed = dropBefore(below, level - 1, time, nodes);
      if (!trimmed.equals(below)) {
        nodes.drop(first.id());
        left.set(0, write(trimmed, nodes));
      }
    }
    return left;
  }

  /** Whether about a quarter of it is to be left behind. */
  private static boolean worthTrimming(Child child, long time) {
    return time - child.first() > (child.last() - child.first()) / 4;
  }

  private void drop(Child child, int level, Nodes.Writer nodes) {
    if (level > 0) {
      read(child.id(), nodes).forEach(below -> drop(below, level - 1, nodes));
    }
    if (child.id() != 0) {
      nodes.drop(child.id());
    }
  }

  /** Names the nodes that were written from a number on. */
  void newer(long from, Nodes nodes, LongConsumer ids) {
    for (int level = 0; level < levels.size(); level++) {
      newer(levels.get(level).id, level, from, nodes, ids);
    }
  }

  /** A node is never older than what lies below it. */
  private void newer(long id, int level, long from, Nodes nodes, LongConsumer ids) {
    if (id == 0 || id < from) {
      return;
    }
    ids.accept(id);
    for (Child child : read(id, nodes)) {
      if (level > 0) {
        newer(child.id(), level - 1, from, nodes, ids);
      } else if (child.id() >= from && child.id() != 0) {
        ids.accept(child.id());
      }
    }
  }

  void write(ByteSink out) {
    out.varint(levels.size());
    for (Open open : levels) {
      out.varlong(open.id).int64(open.first);
    }
  }

  static SummaryTree read(List<Input> inputs, TreeSizes sizes, ByteSource in) {
    SummaryTree tree = new SummaryTree(inputs, sizes);
    for (int left = in.varint(); left > 0; left--) {
      tree.levels.add(new Open(in.varlong(), in.int64()));
    }
    return tree;
  }
}
