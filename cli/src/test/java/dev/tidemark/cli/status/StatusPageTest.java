package dev.tidemark.cli.status;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.tidemark.cli.status.NodeReport.FailureReport;
import dev.tidemark.cli.status.NodeReport.JobReport;
import dev.tidemark.cli.status.NodeReport.Percentiles;
import dev.tidemark.cli.status.NodeReport.SourceReport;
import dev.tidemark.cli.status.NodeReport.StateReport;
import dev.tidemark.cli.status.NodeReport.ViewReport;
import dev.tidemark.registry.job.Restore;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class StatusPageTest {
  private static final Instant NOW = Instant.parse("2026-01-31T09:30:00Z");

  private static List<String> page(NodeReport report) {
    return StatusPage.lines(new ObjectMapper().valueToTree(report), NOW);
  }

  private static NodeReport report(List<JobReport> jobs) {
    return new NodeReport(
        "shop", 3, "abcdef0123", null, true, true, jobs, List.of(), List.of(), List.of(), 1);
  }

  @Test
  void everything_that_runs_is_told() {
    NodeReport report =
        new NodeReport(
            "shop",
            3,
            "abcdef0123",
            null,
            false,
            true,
            List.of(
                new JobReport(
                    "shape orders", "RUNNING", List.of(), 0L, 900, 12.34, null, null, Map.of()),
                new JobReport(
                    "fold customer",
                    "STARTING",
                    List.of(),
                    1_234L,
                    0,
                    0,
                    new Restore(1, 4),
                    null,
                    Map.of()),
                new JobReport(
                    "history orders__customer",
                    "RUNNING",
                    List.of(),
                    null,
                    9,
                    0,
                    null,
                    null,
                    Map.of())),
            List.of(
                new ViewReport("a", "customer", "orders", 3.14, new Percentiles(0.004, 0.25)),
                new ViewReport("b", "customer", "orders", 90_000.0, null),
                new ViewReport("c", "customer", "orders", null, null)),
            List.of(
                new SourceReport(
                    "orders",
                    1_000,
                    new TreeMap<>(Map.of("wrong_type", 10L, "null_key", 2_000L)),
                    new TreeMap<>(Map.of("repeated", 7L, "backfilled", 0L)),
                    0.125,
                    true)),
            List.of(new StateReport("customer", 12_345_678)),
            1);
    assertThat(page(report))
        .containsExactly(
            "Project shop, version 3 of commit abcdef0",
            "shape orders              running   caught up              12.3/s",
            "fold customer             starting  1,234 records behind   0.0/s   25 % restored",
            "history orders__customer  running   Kafka does not answer  0.0/s",
            "",
            "VIEW  NEWEST EVENT          READABLE AFTER p50  p99",
            "a     3.1 s ago             4 ms                250 ms",
            "b     25 h ago",
            "c     none since the start",
            "",
            "SOURCE  ACCEPTED  REFUSED                        LEFT OUT",
            "orders  1,000     null_key 2,000, wrong_type 10  repeated 7",
            "",
            "STATE     ON DISK",
            "customer  12.3 MB",
            "",
            "ALERT: 12.5 % of the events of source orders within five minutes were refused",
            "       tidemark dead-letters list --source orders")
        .allSatisfy(line -> assertThat(line.length()).isLessThanOrEqualTo(80));
  }

  @Test
  void a_failure_is_told_while_the_job_is_down_and_for_a_while_after() {
    FailureReport old = new FailureReport("2026-01-31T09:00:00Z", "IOException: disk full");
    FailureReport recent = new FailureReport("2026-01-31T09:20:00Z", "IOException: disk full");
    assertThat(page(report(List.of(job("FAILED", old)))))
        .contains("shape orders broke off at 2026-01-31T09:00:00Z: IOException: disk full");
    assertThat(page(report(List.of(job("RUNNING", recent)))).toString()).contains("broke off");
    assertThat(page(report(List.of(job("RUNNING", old)))).toString()).doesNotContain("broke off");
  }

  private static JobReport job(String state, FailureReport failure) {
    return new JobReport("shape orders", state, List.of(), 0L, 0, 0, null, failure, Map.of());
  }
}
