package dev.tidemark.offline.history.catalog;

import dev.tidemark.registry.definition.Settings;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.apache.iceberg.io.ResolvingFileIO;

/** What Iceberg is told of the catalog: the settings', and what is good where they are silent. */
record CatalogProperties(Settings.History settings) {
  /** Other programs must open a JDBC catalog by the same name. */
  static final String NAME = "tidemark";

  private static final String S3_CLIENT =
      "org.apache.iceberg.aws.s3.DefaultS3FileIOAwsClientFactory";
  private static final String SQLITE = "jdbc:sqlite:";
  private static final Set<String> HADOOP = Set.of("hadoop", "hive");

  Map<String, String> all() {
    Map<String, String> all = new HashMap<>();
    String type = settings.catalog().type();
    all.put(type.indexOf('.') < 0 ? "type" : "catalog-impl", type);
    all.put("warehouse", settings.warehouse());
    all.put(
        "io-impl",
        settings.folder().isPresent()
            ? LocalFiles.class.getName()
            : ResolvingFileIO.class.getName());
    Map<String, String> given = settings.catalog().properties();
    if (settings.warehouse().startsWith("s3") && !given.containsKey("client.factory")) {
      // The usual one wants the clients of all of AWS's services that Iceberg can use
      all.put("s3.client-factory-impl", S3_CLIENT);
    }
    if (type.equals("jdbc")) {
      all.put("clients", "1");
      all.put("jdbc.schema-version", "V1");
    }
    if (sqliteFile().isPresent()) {
      // Several processes share the file; without a timeout the second one fails at once.
      all.put("jdbc.busy_timeout", "30000");
    }
    all.putAll(given);
    return all;
  }

  /** Whether it reads Hadoop's configuration, which takes its time. */
  boolean hadoop() {
    return HADOOP.contains(settings.catalog().type());
  }

  Optional<Path> sqliteFile() {
    String uri = settings.catalog().properties().getOrDefault("uri", "");
    if (!uri.startsWith(SQLITE) || uri.contains(":memory:")) {
      return Optional.empty();
    }
    return Optional.of(
        Path.of(uri.substring(SQLITE.length()).replaceFirst("\\?.*$", "")).toAbsolutePath());
  }
}
