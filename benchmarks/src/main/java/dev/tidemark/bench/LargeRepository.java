package dev.tidemark.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * Writes a feature repository as large as a large company's: 40 entities, 50 sources with derived
 * columns, 5,000 feature views of 4 features with conditions, and 100 services, in 500 files.
 */
public final class LargeRepository {
  private static final int ENTITIES = 40;
  private static final int SOURCES = 50;
  private static final int VIEWS = 5_000;
  private static final int SERVICES = 100;
  private static final int VIEW_FILES = 490;
  private static final List<String> COUNTRIES = List.of("DE", "FR", "JP", "US", "BR", "IN", "KE");
  private static final List<String> WINDOWS = List.of("10m", "1h", "24h", "7d", "30d", "90d");

  private final Path folder;

  private LargeRepository(Path folder) {
    this.folder = folder;
  }

  /** Takes the folder, which need not exist. */
  public static void main(String[] arguments) throws IOException {
    if (arguments.length != 1) {
      throw new IllegalArgumentException("Cannot write a repository: expected one folder");
    }
    new LargeRepository(Path.of(arguments[0])).write();
  }

  private void write() throws IOException {
    write("tidemark.yaml", "project: large\n");
    for (int part = 0; part < 4; part++) {
      StringBuilder entities = new StringBuilder();
      for (int i = part; i < ENTITIES; i += 4) {
        entities.append(entity(i));
      }
      write("entities/entities_%d.yaml".formatted(part), entities.toString());
    }
    for (int part = 0; part < 5; part++) {
      StringBuilder rest = new StringBuilder();
      for (int i = part; i < SOURCES; i += 5) {
        rest.append(source(i));
      }
      for (int i = part; i < SERVICES; i += 5) {
        rest.append(service(i));
      }
      write("sources/sources_%d.yaml".formatted(part), rest.toString());
    }
    for (int part = 0; part < VIEW_FILES; part++) {
      StringBuilder views = new StringBuilder();
      for (int i = part; i < VIEWS; i += VIEW_FILES) {
        views.append(view(i));
      }
      write("team_%02d/views_%03d.yaml".formatted(part % 20, part), views.toString());
    }
  }

  private void write(String file, String text) throws IOException {
    Path path = folder.resolve(file);
    Files.createDirectories(path.getParent());
    Files.writeString(path, text);
  }

  private static String entity(int i) {
    return """
    ---
    kind: Entity
    name: entity_%1$d
    keys: [{name: key_%1$d, type: STRING}]
    description: What events happen to, number %1$d
    owner: team_%1$d
    """
        .formatted(i);
  }

  /** A source has the keys of four entities, so that each entity has views over several sources. */
  private static String source(int i) {
    StringBuilder keys = new StringBuilder();
    for (int k = 0; k < 4; k++) {
      keys.append("  - {name: key_%d, type: STRING}\n".formatted(entityOf(i, k)));
    }
    return """
    ---
    kind: Source
    name: source_%1$d
    topic: company.events.%1$d
    format: JSON
    event_time: {column: time, format: ISO_8601}
    columns:
    %2$s\
      - {name: amount, type: DOUBLE}
      - {name: quantity, type: INT64}
      - {name: country, type: STRING}
      - {name: channel, type: STRING}
      - {name: is_test, type: BOOL}
      - {name: refunded, type: BOOL}
      - {name: tags, type: ARRAY<STRING>}
    derived:
      - {name: total, type: DOUBLE, expression: "amount * double(quantity)"}
      - {name: large, type: BOOL, expression: "total > %3$d.0"}
      - {name: domestic, type: BOOL, expression: "country in ['DE', 'AT', 'CH']"}
    owner: team_%1$d
    """
        .formatted(i, keys, 100 + i);
  }

  private static int entityOf(int source, int number) {
    return (source + 11 * number) % ENTITIES;
  }

  private static String view(int i) {
    int source = i % SOURCES;
    String window = WINDOWS.get(i % WINDOWS.size());
    return """
    ---
    kind: FeatureView
    name: view_%1$d
    entity: entity_%2$d
    source: source_%3$d
    where: "!is_test && country == '%4$s'"
    ttl: 30d
    description: What team %5$d knows about entity_%2$d, number %1$d
    owner: team_%5$d
    features:
      - {name: last_amount, type: DOUBLE, from: amount}
      - {name: events_%6$s, aggregate: count, window: %6$s, where: "total > %7$d.0 && !refunded"}
      - {name: spent_%6$s, aggregate: sum, of: total, window: %6$s}
      - {name: last_channels, aggregate: last_n, n: 5, of: channel, window: 90d}
    """
        .formatted(
            i,
            entityOf(source, i / SOURCES % 4),
            source,
            COUNTRIES.get(i % COUNTRIES.size()),
            i % 20,
            window,
            10 * (i % 97));
  }

  private static String service(int i) {
    StringBuilder views = new StringBuilder();
    for (int view = 50 * i; view < 50 * i + 50; view++) {
      views.append("  - view_%d\n".formatted(view));
    }
    return """
    ---
    kind: FeatureService
    name: service_%1$d
    description: What model %1$d takes
    features:
    %2$s\
    """
        .formatted(i, views);
  }
}
