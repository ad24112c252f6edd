package dev.tidemark.online.fold;

import dev.tidemark.online.lookup.PeerReads;
import dev.tidemark.online.lookup.Serving;
import dev.tidemark.online.store.RocksFigures;
import dev.tidemark.registry.job.Role;
import java.util.Map;
import java.util.Optional;

/** What a node knows of the folded state: its own jobs, or those of other nodes. */
public sealed interface Fold extends Role, PeerReads.Sources permits FoldJobs, FoldElsewhere {

  /** What lookups read; empty before the first deployment. */
  @Override
  Optional<Serving> serving();

  /**
   * The time of the newest event of each view that has come in this process and can be read, in
   * microseconds since the epoch.
   */
  Map<String, Long> newestEvents();

  /** RocksDB's own numbers. */
  RocksFigures figures();

  /** How many bytes the state of each entity takes on disk here. */
  Map<String, Long> stateBytes();
}
