package dev.tidemark.online.lookup;

import dev.tidemark.online.lookup.RequestPlan.OfLog;
import dev.tidemark.online.lookup.Stages.Stage;
import dev.tidemark.online.state.EntryKeys;
import dev.tidemark.online.state.LogState;
import dev.tidemark.online.store.DamagedStateException;
import dev.tidemark.online.store.PartitionedState;
import dev.tidemark.online.store.Reader;
import dev.tidemark.online.store.StoredValue;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Reads keys of an entity from a state on this node.
 *
 * @param keys all of a request, encoded
 * @param logs what is asked of each log
 * @param answers one for each log
 */
record KeyReads(
    PartitionedState state,
    List<byte[]> keys,
    List<OfLog> logs,
    List<LogAnswer> answers,
    Stages stages) {

  /**
   * Reads the keys of a partition, all their heads at once.
   *
   * @param places of the keys among all
   * @return whether the partition is open, and not damaged
   */
  boolean read(int partition, List<Integer> places) {
    try (Reader reader = state.reader(partition).orElse(null)) {
      if (reader != null) {
        read(reader, places);
      }
      return reader != null;
    } catch (DamagedStateException e) {
      return false;
    }
  }

  private void read(Reader reader, List<Integer> places) {
    List<EntryKeys> entries = new ArrayList<>();
    List<byte[]> heads = new ArrayList<>();
    for (int place : places) {
      for (OfLog log : logs) {
        EntryKeys entry = log.log().keys(keys.get(place));
        entries.add(entry);
        heads.add(entry.head());
      }
    }
    stages.end(Stage.PLAN);
    List<@Nullable StoredValue> stored = reader.getAll(heads);
    stages.end(Stage.READ);
    int next = 0;
    for (int place : places) {
      for (int i = 0; i < answers.size(); i++) {
        LogState log = logs.get(i).log();
        answers.get(i).read(place, KeyPast.of(log, entries.get(next), stored.get(next), reader));
        next++;
      }
    }
    stages.end(Stage.EVALUATE);
  }
}
