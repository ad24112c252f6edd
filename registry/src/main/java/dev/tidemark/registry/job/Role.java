package dev.tidemark.registry.job;

import dev.tidemark.registry.deployment.Deployment;
import java.util.List;

/** A part of a node that follows the deployed definitions: SHAPE, FOLD or HISTORY. */
public interface Role extends AutoCloseable {

  /**
   * Moves to another deployment: starts the jobs that are new, restarts those whose meaning
   * changed, stops those that left. Called by one thread at a time; returns when the jobs are
   * started, not when they have caught up.
   */
  void deploy(Deployment deployment);

  /**
   * Learns what a deployment means, before any role moves to it: nodes that are faster already ask
   * by it.
   */
  default void hear(Deployment deployment) {}

  /** The jobs that run now. */
  List<Job> jobs();

  /** The jobs whose effect is waited for: those that run here, unless others do all. */
  default List<Job> awaited() {
    return jobs();
  }

  @Override
  void close();
}
