package dev.tidemark.online.seen;

import dev.tidemark.model.feature.Event;
import dev.tidemark.model.feature.LogLayout.Track;
import dev.tidemark.model.row.LogRow;
import dev.tidemark.model.row.RowSchema;
import dev.tidemark.model.type.Column;
import dev.tidemark.online.state.EntryKeys;
import dev.tidemark.online.state.Head;
import dev.tidemark.online.state.HeadCodec;
import dev.tidemark.online.state.KeptEvents;
import dev.tidemark.online.state.LogState;
import dev.tidemark.online.state.LostNodeException;
import dev.tidemark.online.state.Nodes;
import dev.tidemark.online.store.Reader;
import dev.tidemark.registry.deployment.FeatureLog;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Reads one key of a log. */
record LogReading(FeatureLog log, LogState state, EntryKeys keys, Reader reader) implements Nodes {
  /** How often a key is read whose state moves on while it is read; it has to do so at each one. */
  private static final int ATTEMPTS = 100;

  @Override
  public byte @Nullable [] find(long id) {
    return reader.get(keys.node(id));
  }

  /** What is held of it, from nodes that may be replaced at the same time. */
  SeenLog seen(int partition) {
    for (int attempt = 1; ; attempt++) {
      try {
        return seen(head(), partition);
      } catch (LostNodeException moved) {
        if (attempt == ATTEMPTS) {
          throw moved;
        }
      }
    }
  }

  private Head head() {
    byte[] stored = reader.get(keys.head());
    return stored == null ? Head.none(state) : HeadCodec.read(state, stored);
  }

  private SeenLog seen(Head head, int partition) {
    return new SeenLog(
        log.table(),
        log.source().name(),
        partition,
        head.lastOffset(),
        head.deletedBefore(),
        newest(head),
        windows(head));
  }

  private List<SeenLog.Newest> newest(Head head) {
    List<Integer> conditions = state.layout().newestOf();
    List<SeenLog.Newest> newest = new ArrayList<>();
    for (int i = 0; i < conditions.size(); i++) {
      LogRow row = head.newest(i);
      newest.add(
          new SeenLog.Newest(
              where(conditions.get(i)),
              row == null ? Optional.empty() : Optional.of(event(row, schema().columns()))));
    }
    return newest;
  }

  private List<SeenLog.Window> windows(Head head) {
    List<Track> tracks = state.layout().tracks();
    List<SeenLog.Window> windows = new ArrayList<>();
    for (int i = 0; i < tracks.size(); i++) {
      Track track = tracks.get(i);
      List<Column> columns = track.columns().stream().map(schema().columns()::get).toList();
      KeptEvents kept = head.kept(i, this);
      windows.add(
          new SeenLog.Window(
              where(track.condition()),
              kept.from(),
              kept.events().stream().map(event -> event(event, columns)).toList(),
              kept.more()));
    }
    return windows;
  }

  private RowSchema schema() {
    return log.plan().schema();
  }

  private Optional<String> where(int condition) {
    return condition < 0 ? Optional.empty() : Optional.of(schema().conditions().get(condition));
  }

  private static SeenEvent event(Event event, List<Column> columns) {
    Map<String, @Nullable Object> values = new LinkedHashMap<>();
    for (int i = 0; i < columns.size(); i++) {
      values.put(columns.get(i).name(), event.value(i));
    }
    return new SeenEvent(event.eventTime(), event.createdTime(), event.position(), values);
  }
}
