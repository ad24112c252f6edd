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

  /** The jobs that run now. */
  List<Job> jobs();

  @Override
  void close();
}
