package dev.tidemark.online.served;

import dev.tidemark.model.feature.Status;
import dev.tidemark.model.row.KeyCodec;
import dev.tidemark.model.row.RowEncoder;
import dev.tidemark.model.time.Micros;
import dev.tidemark.model.type.Column;
import dev.tidemark.online.lookup.FeatureColumn;
import dev.tidemark.online.request.Answer;
import dev.tidemark.registry.deployment.Selected;
import dev.tidemark.registry.deployment.ServedLog;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Answers as rows of their service's log. */
final class ServedRows {
  private final ServedLog log;
  private final KeyCodec keys;
  private final RowEncoder encoder;
  private final List<Column> inputs;

  ServedRows(ServedLog log) {
    this.log = log;
    keys = new KeyCodec(log.keys());
    encoder = new RowEncoder(log.schema());
    inputs = log.inputs();
  }

  ServedLog log() {
    return log;
  }

  byte[] key(String requestId, int row) {
    return keys.encode(requestId, row, log.version());
  }

  byte[] value(Answer answer, int row) {
    List<@Nullable Object> values = new ArrayList<>();
    for (Column input : inputs) {
      List<?> column = Objects.requireNonNull(answer.request().columns().get(input.name()));
      values.add(column.get(row));
    }
    List<Selected> features = log.selection().features();
    for (int i = 0; i < features.size(); i++) {
      FeatureColumn column = answer.result().columns().get(i);
      // State that is older than the definitions may have given another type
      boolean fits = column.type().equals(features.get(i).type());
      values.add(fits ? column.value(row) : null);
      values.add((fits ? column.status(row) : Status.INVALID).name());
      if (ServedLog.timestamp(features.get(i)).isPresent()) {
        long time = column.eventTime(row);
        values.add(time == Micros.NONE ? null : Micros.toInstant(time));
      }
    }
    return encoder.encode(answer.result().time(), Micros.NONE, values.toArray(), new boolean[0]);
  }
}
