package dev.tidemark.offline.history;

import java.util.function.LongToIntFunction;
import org.apache.iceberg.PartitionData;
import org.apache.iceberg.PartitionField;
import org.apache.iceberg.PartitionSpec;
import org.apache.iceberg.StructLike;
import org.apache.iceberg.Table;
import org.apache.iceberg.transforms.Transform;
import org.apache.iceberg.util.SerializableFunction;

/** The parts into which a table is divided by event time: each is a number. */
final class Periods {
  private final PartitionSpec spec;
  private final LongToIntFunction ofTime;

  private Periods(PartitionSpec spec, LongToIntFunction ofTime) {
    this.spec = spec;
    this.ofTime = ofTime;
  }

  static Periods of(Table table) {
    PartitionSpec spec = table.spec();
    if (spec.isUnpartitioned()) {
      return new Periods(spec, ignored -> 0);
    }
    PartitionField field = spec.fields().getFirst();
    @SuppressWarnings("unchecked")
    Transform<Long, Integer> transform = (Transform<Long, Integer>) field.transform();
    SerializableFunction<Long, Integer> bound =
        transform.bind(table.schema().findType(field.sourceId()));
    return new Periods(spec, time -> bound.apply(time));
  }

  /** Of an event time, microseconds since the epoch. */
  int of(long eventTime) {
    return ofTime.applyAsInt(eventTime);
  }

  PartitionSpec spec() {
    return spec;
  }

  /** The period as Iceberg has it. */
  StructLike partition(int period) {
    PartitionData data = new PartitionData(spec.partitionType());
    if (spec.isPartitioned()) {
      data.set(0, period);
    }
    return data;
  }
}
