package dev.tidemark.offline;

import dev.tidemark.offline.duckdb.ExportException;
import dev.tidemark.registry.deployment.Deployment;
import dev.tidemark.registry.deployment.Join;
import java.util.List;

/** Finds feature views by name. */
final class Views {
  private Views() {}

  /**
   * A view that has a history.
   *
   * @param use for the message
   * @throws ExportException when it is an on-demand view
   * @throws dev.tidemark.registry.deployment.ResolutionException when there is none of that name
   */
  static Join find(Deployment deployment, String name, String use) {
    Join view = deployment.views().get(name);
    if (view != null) {
      return view;
    }
    if (deployment.onDemandViews().containsKey(name)) {
      throw new ExportException(
          "Cannot %s %s: it is an on-demand view, which has no history; name one of its inputs"
              .formatted(use, name));
    }
    deployment.select(List.of(name + ":any"));
    throw new IllegalStateException("a view of no kind: " + name);
  }
}
