package dev.tidemark.ingest;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tidemark.ingest.ShapePlan.Log;
import dev.tidemark.ingest.ShapeResult.Refused;
import dev.tidemark.ingest.ShapeResult.Row;
import dev.tidemark.ingest.ShapeResult.Shaped;
import dev.tidemark.model.row.LogRow;
import dev.tidemark.model.row.RowReader;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.apache.kafka.common.header.internals.RecordHeaders;

/** Shapes texts and reads the rows that come of them. */
record Rows(ShapePlan plan) {

  ShapeResult shape(String event) {
    return shape(event.getBytes(StandardCharsets.UTF_8));
  }

  ShapeResult shape(byte[] event) {
    return new Shaper(plan, Plans.SURROUNDINGS).shape(null, new RecordHeaders(), event);
  }

  List<Row> rows(String event) {
    ShapeResult result = shape(event);
    assertThat(result).isInstanceOf(Shaped.class);
    return ((Shaped) result).rows();
  }

  Refused refused(String event) {
    ShapeResult result = shape(event);
    assertThat(result).isInstanceOf(Refused.class);
    return (Refused) result;
  }

  /** The event's row in the only log. */
  LogRow only(String event) {
    return read(rows(event).getFirst());
  }

  LogRow read(Row row) {
    Log log = plan.logs().stream().filter(l -> l.topic().equals(row.topic())).findFirst().get();
    return new RowReader(List.of(log.schema()), log.schema()).read(row.value(), 7, 8);
  }
}
