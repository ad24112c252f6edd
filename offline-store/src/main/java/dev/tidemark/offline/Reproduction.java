package dev.tidemark.offline;

import dev.tidemark.offline.duckdb.ExportException;
import dev.tidemark.offline.duckdb.FileFormat;
import dev.tidemark.offline.duckdb.Split;
import dev.tidemark.offline.history.HistorySnapshot;
import dev.tidemark.offline.history.HistoryTables;
import dev.tidemark.registry.deployment.Compiler;
import dev.tidemark.registry.deployment.RowLog;
import dev.tidemark.registry.deployment.Version;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.Objects;
import java.util.Optional;

/** Cuts a training set again, from what its manifest names. */
public final class Reproduction {
  private final HistoryTables history;
  private final String software;

  /**
   * @param software the version of this software
   */
  public Reproduction(HistoryTables history, String software) {
    this.history = history;
    this.software = software;
  }

  /**
   * Writes the same bytes again.
   *
   * @param versions every version that was ever deployed
   * @param movedSpine where the spine's files are now, when not where they were
   * @param memory about how many bytes to use
   * @throws ExportException saying what is missing or different; then nothing is written
   */
  public ExportReport run(
      Manifest manifest,
      List<Version> versions,
      Optional<SpineSource> movedSpine,
      Path out,
      long memory,
      ExportProgress progress) {
    if (!FileFormat.ofOutput(out).name().equals(manifest.output().format())) {
      throw new ExportException(
          "Cannot reproduce: the training set was %s; name a file of that format"
              .formatted(manifest.output().format()));
    }
    ExportRequest request =
        new ExportRequest(
            Compiler.compile(version(manifest, versions)),
            choice(manifest),
            movedSpine.orElseGet(() -> spine(manifest)),
            out,
            options(manifest, memory));
    Map<String, Long> snapshots = new HashMap<>();
    manifest.history().forEach(table -> snapshots.put(table.table(), table.snapshot()));
    return new TrainingSets(history, software)
        .export(request, log -> snapshot(log, snapshots), progress, made -> check(manifest, made));
  }

  private static Version version(Manifest manifest, List<Version> versions) {
    Manifest.Definitions wanted = manifest.definitions();
    Version found =
        versions.stream()
            .filter(version -> version.number() == wanted.version())
            .findFirst()
            .orElseThrow(() ->
                new ExportException(
                    "Cannot reproduce: version %d of the definitions (%s) was not deployed here; see"
                            .formatted(wanted.version(), from(wanted))
                        + " tidemark history"));
    if (!found.origin().hash().equals(wanted.hash())) {
      throw new ExportException(
          "Cannot reproduce: version %d of the definitions has hash %s here, and the manifest says %s (%s)"
              .formatted(wanted.version(), found.origin().hash(), wanted.hash(), from(wanted)));
    }
    return found;
  }

  private static String from(Manifest.Definitions definitions) {
    return definitions.commit() == null ? "not from Git" : "commit " + definitions.commit();
  }

  private HistorySnapshot snapshot(RowLog log, Map<String, Long> snapshots) {
    Long id = snapshots.get(log.table());
    if (id == null) {
      throw new ExportException(
          "Cannot reproduce: the manifest names no snapshot of history table " + log.table());
    }
    try {
      return history.snapshot(log, id);
    } catch (NoSuchElementException e) {
      throw new ExportException("Cannot reproduce: " + e.getMessage(), e);
    }
  }

  private static Choice choice(Manifest manifest) {
    Manifest.Request request = manifest.request();
    return new Choice(
        Optional.ofNullable(request.service()),
        request.features() == null ? List.of() : request.features());
  }

  private static SpineSource spine(Manifest manifest) {
    Manifest.Spine spine = manifest.spine();
    if (spine.files() != null) {
      return new SpineSource.Files(spine.files().stream().map(Manifest.SpineFile::file).toList());
    }
    if (spine.sql() != null) {
      return new SpineSource.Query(spine.sql());
    }
    if (spine.entities() != null) {
      Manifest.Entities of = spine.entities();
      return new SpineSource.Entities(
          of.view(), Duration.parse(of.every()), Instant.parse(of.from()), Instant.parse(of.to()));
    }
    if (spine.served() != null) {
      Manifest.Served of = spine.served();
      return new SpineSource.Served(
          of.service(),
          Optional.ofNullable(of.from()).map(Instant::parse),
          Optional.ofNullable(of.to()).map(Instant::parse),
          of.statuses());
    }
    throw new ExportException(
        "Cannot reproduce: the manifest does not say where its spine came from; name it");
  }

  private static ExportOptions options(Manifest manifest, long memory) {
    Manifest.Options options = manifest.options();
    List<Manifest.LabelFrom> labels = manifest.request().labels();
    return new ExportOptions(
        options.timestampColumn(),
        options.fullNames(),
        options.knownAt().equals(Manifest.Options.ARRIVAL),
        labels == null
            ? List.of()
            : labels.stream()
                .map(label -> new Label(label.from(), Duration.parse(label.horizon())))
                .toList(),
        Optional.ofNullable(options.split())
            .map(text -> Split.parse(text, Optional.ofNullable(options.splitBy()))),
        options.partitionBy() == null ? List.of() : options.partitionBy(),
        memory);
  }

  private void check(Manifest wanted, Manifest made) {
    if (!made.spine().sha256().equals(wanted.spine().sha256())) {
      throw new ExportException(
          "Cannot reproduce: the spine has SHA-256 %s, and the manifest says %s; it was changed"
              .formatted(made.spine().sha256(), wanted.spine().sha256()));
    }
    if (!made.output().sha256().equals(wanted.output().sha256())) {
      throw new ExportException(
          "Cannot reproduce: the training set has SHA-256 %s, and the manifest says %s%s"
              .formatted(
                  made.output().sha256(),
                  wanted.output().sha256(),
                  Objects.equals(software, wanted.tidemark())
                      ? ""
                      : "; it was made by Tidemark %s, and this is %s"
                          .formatted(wanted.tidemark(), software)));
    }
  }
}
