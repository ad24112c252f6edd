package dev.tidemark.checker.check;

import dev.tidemark.checker.definition.Definitions;
import dev.tidemark.checker.definition.Log;
import dev.tidemark.checker.definition.Source;
import dev.tidemark.checker.oracle.Oracle;
import dev.tidemark.checker.record.Entry;
import dev.tidemark.checker.record.Record;
import java.util.List;
import java.util.Map;

/** Goes over a record after its run. */
public final class Checker {
  private Checker() {}

  /**
   * What was wrong in a run.
   *
   * @param cluster with the topics that the run has left
   */
  public static List<String> problems(Record record, Cluster cluster) {
    Problems problems = new Problems();
    Timeline time = new Timeline(record);
    Map<Integer, Definitions> versions = time.versions();
    List<Source> sources = versions.get(1).sources();
    List<Log> all = versions.values().stream().flatMap(v -> v.logs().stream()).distinct().toList();
    Accepted accepted = new Accepted(cluster, sources, record, time, problems);
    Logs logs = new Logs(cluster, all, accepted.sent(), problems);
    Fates fates = new Fates(accepted, logs, time, problems);
    sources.forEach(source -> fates.check(source, cluster.deadLetters(source)));

    Oracle oracle = new Oracle(versions);
    Lookups lookups = new Lookups(logs, time, oracle, problems);
    record.all(Entry.Lookup.class).forEach(lookups::check);
    Exports exports = new Exports(logs, time, oracle, problems);
    record.all(Entry.Export.class).forEach(exports::check);
    for (Entry.Reproduced again : record.all(Entry.Reproduced.class)) {
      problems.check(
          again.output().equals(again.export().output()),
          "%s is another than when it was first cut",
          again.export().file());
    }
    return problems.all();
  }
}
