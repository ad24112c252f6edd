package dev.tidemark.cli.metrics;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tidemark.cli.status.NodeReport.Percentiles;
import io.prometheus.metrics.model.snapshots.ClassicHistogramBuckets;
import io.prometheus.metrics.model.snapshots.HistogramSnapshot.HistogramDataPointSnapshot;
import io.prometheus.metrics.model.snapshots.Labels;
import org.junit.jupiter.api.Test;

class LatenciesTest {
  private final Latencies latencies = new Latencies();

  @Test
  void a_percentile_is_the_upper_bound_of_its_bucket() {
    for (int i = 0; i < 99; i++) {
      latencies.add(3_900);
    }
    latencies.add(1_100_000);
    assertThat(latencies.recent()).contains(new Percentiles(0.004, 0.004));
    latencies.add(1_200_000);
    assertThat(latencies.recent()).contains(new Percentiles(0.004, 1.2));
  }

  @Test
  void what_is_outside_of_the_bounds_counts_at_their_ends() {
    latencies.add(-5);
    assertThat(latencies.recent()).contains(new Percentiles(0.001, 0.001));
    latencies.add(Long.MAX_VALUE / 2);
    assertThat(latencies.recent()).contains(new Percentiles(0.001, 80));
  }

  @Test
  void after_a_minute_only_the_histogram_remembers() {
    latencies.add(3_000);
    for (int tick = 0; tick < 11; tick++) {
      latencies.tick();
    }
    assertThat(latencies.recent()).isPresent();
    latencies.tick();
    assertThat(latencies.recent()).isEmpty();
    latencies.add(2_000);
    assertThat(latencies.recent()).contains(new Percentiles(0.002, 0.002));
    HistogramDataPointSnapshot all = latencies.snapshot(Labels.EMPTY);
    assertThat(all.getCount()).isEqualTo(2);
    assertThat(all.getSum()).isEqualTo(0.005);
    ClassicHistogramBuckets buckets = all.getClassicBuckets();
    for (int i = 0; i < buckets.size(); i++) {
      boolean hit = buckets.getUpperBound(i) == 0.003 || buckets.getUpperBound(i) == 0.002;
      assertThat(buckets.getCount(i)).isEqualTo(hit ? 1 : 0);
    }
  }
}
