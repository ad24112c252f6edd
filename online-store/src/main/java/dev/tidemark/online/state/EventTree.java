package dev.tidemark.online.state;

import dev.tidemark.model.feature.Event;
import dev.tidemark.model.feature.Totals;
import dev.tidemark.model.row.ByteSink;
import dev.tidemark.model.row.ByteSource;
import dev.tidemark.model.time.Micros;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.LongConsumer;
import java.util.function.Predicate;

/**
 * The events of a track, one by one: the newest few here, the others in chunks below a tree of
 * their sums. Ordered by event time alone, for no sum depends on more.
 */
final class EventTree {
  private final TrackPlan plan;
  private final SummaryTree tree;
  private final List<StoredEvent> newest;

  /** About how many bytes the texts of these take. */
  private long newestLength;

  /** The time of the last event below the tree, or {@link Micros#NONE}. */
  private long treeLast;

  private EventTree(TrackPlan plan, List<StoredEvent> newest, SummaryTree tree, long last) {
    this.plan = plan;
    this.newest = newest;
    this.newestLength = length(newest);
    this.tree = tree;
    this.treeLast = last;
  }

  static EventTree start(TrackPlan plan) {
    SummaryTree tree = new SummaryTree(plan.windows(), plan.sizes());
    return new EventTree(plan, new ArrayList<>(), tree, Micros.NONE);
  }

  void add(StoredEvent event, Nodes.Writer nodes) {
    if (!tree.empty() && event.eventTime() < treeLast) {
      tree.edit(event.eventTime(), child -> with(child, event, nodes), nodes);
      return;
    }
    insert(newest, event);
    newestLength += event.length();
    TreeSizes sizes = plan.sizes();
    if (newest.size() == sizes.chunk() + sizes.staying()) {
      close(sizes.chunk(), nodes);
    } else if (newestLength > sizes.bytes()) {
      close(newest.size(), nodes);
    }
  }

  private static long length(List<StoredEvent> events) {
    long length = 0;
    for (StoredEvent event : events) {
      length += event.length();
    }
    return length;
  }

  private void close(int count, Nodes.Writer nodes) {
    Child chunk = chunk(newest.subList(0, count), nodes);
    newest.subList(0, count).clear();
    newestLength = length(newest);
    tree.append(chunk, nodes);
    treeLast = chunk.last();
  }

  private static void insert(List<StoredEvent> events, StoredEvent event) {
    int at = events.size();
    while (at > 0 && events.get(at - 1).eventTime() > event.eventTime()) {
      at--;
    }
    events.add(at, event);
  }

  private List<Child> with(Child child, StoredEvent late, Nodes.Writer nodes) {
    List<StoredEvent> events = chunk(child, nodes);
    nodes.drop(child.id());
    insert(events, late);
    TreeSizes sizes = plan.sizes();
    int half = events.size() / 2;
    return events.size() <= 2 * sizes.chunk() && length(events) <= 2L * sizes.bytes()
        ? List.of(chunk(events, nodes))
        : List.of(
            chunk(events.subList(0, half), nodes),
            chunk(events.subList(half, events.size()), nodes));
  }

  private Child chunk(List<StoredEvent> events, Nodes.Writer nodes) {
    Totals totals = Totals.start(plan.windows());
    events.forEach(totals::add);
    ByteSink out = new ByteSink(32 * events.size());
    plan.codec().write(out, events);
    long id = nodes.write(out.toByteArray());
    return new Child(events.getFirst().eventTime(), events.getLast().eventTime(), id, totals);
  }

  private List<StoredEvent> chunk(Child child, Nodes nodes) {
    return plan.codec().read(new ByteSource(nodes.read(child.id())));
  }

  /** Forgets events before a time; some of them may stay for a while. */
  void dropBefore(long time, Nodes.Writer nodes) {
    int gone = 0;
    while (gone < newest.size() && newest.get(gone).eventTime() < time) {
      gone++;
    }
    if (gone > 0) {
      newest.subList(0, gone).clear();
      newestLength = length(newest);
    }
    if (!tree.empty() && (gone > 0 || newest.size() <= plan.sizes().staying())) {
      tree.dropBefore(time, nodes);
      treeLast = tree.empty() ? Micros.NONE : treeLast;
    }
  }

  /** Every event in {@code [from, until)}, in no order. */
  void events(long from, long until, Consumer<Event> each, Nodes nodes) {
    visit(from, until, totals -> false, each, nodes);
  }

  /** Counts the events in {@code [from, until)} into totals of this tree's inputs. */
  void count(long from, long until, Totals into, Nodes nodes) {
    visit(
        from,
        until,
        totals -> {
          into.merge(totals);
          return true;
        },
        into::add,
        nodes);
  }

  private void visit(
      long from, long until, Predicate<Totals> whole, Consumer<Event> each, Nodes nodes) {
    if (!tree.empty() && from <= treeLast) {
      tree.visit(
          new SummaryTree.Range(from, until),
          whole,
          child -> between(chunk(child, nodes), from, until, each),
          nodes);
    }
    between(newest, from, until, each);
  }

  private static void between(
      List<StoredEvent> events, long from, long until, Consumer<Event> each) {
    for (StoredEvent event : events) {
      if (event.eventTime() >= from && event.eventTime() < until) {
        each.accept(event);
      }
    }
  }

  /** Visits every event, the newest first, for as long as the visitor wants more. */
  void newestFirst(Predicate<StoredEvent> more, Nodes nodes) {
    if (newest.reversed().stream().allMatch(more)) {
      tree.newestFirst(child -> chunk(child, nodes).reversed().stream().allMatch(more), nodes);
    }
  }

  /** Names the nodes that were written from a number on. */
  void newer(long from, Nodes nodes, LongConsumer ids) {
    tree.newer(from, nodes, ids);
  }

  void write(ByteSink out) {
    plan.codec().write(out, newest);
    out.int64(treeLast);
    tree.write(out);
  }

  static EventTree read(TrackPlan plan, ByteSource in) {
    List<StoredEvent> newest = plan.codec().read(in);
    long last = in.int64();
    SummaryTree tree = SummaryTree.read(plan.windows(), plan.sizes(), in);
    return new EventTree(plan, newest, tree, last);
  }
}
