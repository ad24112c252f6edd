package dev.tidemark.cli.node;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * How a node is, as {@code GET /api/v1/status} tells it.
 *
 * @param version the number of the deployed version; 0 before the first
 * @param commit the Git commit that it came from, if it came from one
 * @param problem why the newest version is not deployed
 */
record NodeReport(
    String project,
    int version,
    @Nullable String commit,
    @Nullable String problem,
    boolean ready,
    List<JobReport> jobs) {

  /**
   * How a job is.
   *
   * @param lag how many records of its inputs have not taken effect
   */
  record JobReport(String name, String state, List<String> inputs, long lag) {}
}
