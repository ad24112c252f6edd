package dev.tidemark.cli.node;

import dev.tidemark.cli.metrics.Metrics;
import dev.tidemark.model.feature.Status;
import dev.tidemark.online.http.Measures;
import dev.tidemark.online.lookup.Stages;
import dev.tidemark.online.request.Answer;
import dev.tidemark.online.request.LookupTraces;
import dev.tidemark.online.request.Protocol;
import dev.tidemark.online.served.ServingLog;
import dev.tidemark.registry.deployment.ServedLog;
import java.util.Optional;

/** A node's measurements, serving log and traces for its servers. */
record NodeMeasures(
    Metrics metrics, Vitals vitals, ServingLog servingLog, Optional<LookupTraces> traces)
    implements Measures {
  @Override
  public void answered(String endpoint, int status, long nanos) {
    metrics.answered(endpoint, status, nanos);
  }

  @Override
  public void served(String view, Status status, long values) {
    metrics.served(view, status, values);
  }

  @Override
  public void lookedUp(Optional<String> service, Protocol protocol, Stages stages) {
    metrics.lookedUp(service, protocol, stages);
  }

  @Override
  public void logged(ServedLog log, Answer answer) {
    servingLog.answered(log, answer);
  }

  @Override
  public String text() {
    return metrics.text(vitals.latest());
  }
}
