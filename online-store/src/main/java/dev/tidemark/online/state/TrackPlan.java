package dev.tidemark.online.state;

import dev.tidemark.model.feature.Event;
import dev.tidemark.model.feature.Feature.Input;
import dev.tidemark.model.feature.LogLayout.Sum;
import dev.tidemark.model.feature.LogLayout.Track;
import dev.tidemark.model.row.RowSchema;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * How a track is kept. Its inputs speak of the values of {@link StoredEvent}, not of the log's
 * columns.
 *
 * @param condition which events it is about
 * @param columns of the log that its events keep
 * @param length how far behind the newest event events are kept
 */
record TrackPlan(
    int condition,
    List<Integer> columns,
    long length,
    List<Input> windows,
    List<Sum> sums,
    EventCodec codec,
    TreeSizes sizes) {

  static TrackPlan of(Track track, RowSchema schema, TreeSizes sizes) {
    List<Integer> columns = track.columns();
    EventCodec codec =
        new EventCodec(columns.stream().map(c -> schema.columns().get(c).type()).toList());
    List<Sum> sums =
        track.sums().stream()
            .map(sum ->
                new Sum(sum.resolution(), sum.offset(), sum.length(), local(sum.inputs(), columns)))
            .toList();
    return new TrackPlan(
        track.condition(),
        columns,
        track.length(),
        local(track.windows(), columns),
        sums,
        codec,
        sizes);
  }

  private static List<Input> local(List<Input> inputs, List<Integer> columns) {
    return inputs.stream()
        .map(input -> new Input(input.aggregation(), columns.indexOf(input.column()), -1))
        .toList();
  }

  StoredEvent stored(Event event) {
    @Nullable Object[] values = new Object[columns.size()];
    for (int i = 0; i < values.length; i++) {
      values[i] = EventCodec.kept(event.value(columns.get(i)));
    }
    return new StoredEvent(event.eventTime(), event.createdTime(), event.position(), values);
  }
}
