package dev.tidemark.offline.join;

import dev.tidemark.model.feature.Event;
import dev.tidemark.model.feature.Feature.Input;
import dev.tidemark.model.feature.Feature.Window;
import dev.tidemark.model.feature.ViewAtT;
import java.util.HashMap;
import java.util.Map;

/** What one key's bounded windows count at later and later times. */
final class KeyWindows {
  private final EventBuffer events = new EventBuffer();
  private final Map<Input, Blocks> blocks = new HashMap<>();
  private final Map<Reach, Span> spans = new HashMap<>();
  private final Map<Stretch, SlidingWindow> windows = new HashMap<>();
  private long depth;

  private record Reach(long length, long offset, long resolution) {}

  private record Stretch(Input input, Reach reach) {}

  /** Makes room for a window; before the first event. */
  ViewAtT.Past of(Window window) {
    depth = Math.max(depth, window.depth());
    Reach reach = new Reach(window.length(), window.offset(), window.resolution());
    Span span = spans.computeIfAbsent(reach, ignored -> new Span(events));
    SlidingWindow sliding =
        windows.computeIfAbsent(
            new Stretch(window.window(), reach),
            stretch ->
                new SlidingWindow(
                    stretch.input,
                    events,
                    blocks.computeIfAbsent(stretch.input, input -> new Blocks(input, events))));
    return (ignored, from, until) -> {
      span.move(from, until);
      return sliding.over(span.first(), span.end());
    };
  }

  /**
   * Takes an event.
   *
   * @param known not before that of any event taken before
   */
  void add(Event event, long known) {
    if (windows.isEmpty() || event.eventTime() < known - depth) {
      return;
    }
    dropBefore(known - depth);
    int end = events.end();
    int place = events.add(event);
    if (place < end) {
      windows.values().forEach(window -> window.inserted(place, event));
      blocks.values().forEach(of -> of.changed(place));
    }
  }

  /** Windows at this time or later are asked for. */
  void reach(long time) {
    if (!windows.isEmpty()) {
      dropBefore(time - depth);
    }
  }

  private void dropBefore(long bound) {
    int start = events.start();
    events.dropBefore(bound);
    if (events.start() > start) {
      blocks.values().forEach(of -> of.dropped(events.start()));
    }
  }

  void forget() {
    events.clear();
    blocks.values().forEach(Blocks::clear);
    spans.values().forEach(Span::clear);
    windows.values().forEach(SlidingWindow::clear);
  }
}
