package dev.tidemark.registry.definition;

import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;

/**
 * {@code tidemark.yaml}: the project and where it runs. Paths are absolute.
 *
 * @param kafka Kafka client settings; without {@code bootstrap.servers} the embedded broker is used
 * @param brokerPort of the embedded broker; 0 picks a free one, as for every port
 */
public record Settings(
    String project,
    Map<String, String> kafka,
    int brokerPort,
    int httpPort,
    State state,
    History history,
    Serving serving,
    Push push,
    Optional<SchemaRegistry> schemaRegistry,
    DeadLetters deadLetters) {
  public Settings {
    kafka = Map.copyOf(kafka);
  }

  /** The same project in another place. */
  public Settings at(
      Map<String, String> otherKafka,
      int broker,
      int http,
      State otherState,
      History otherHistory) {
    return new Settings(
        project,
        otherKafka,
        broker,
        http,
        otherState,
        otherHistory,
        serving,
        push,
        schemaRegistry,
        deadLetters);
  }

  public boolean embeddedBroker() {
    return !kafka.containsKey("bootstrap.servers");
  }

  /**
   * Where state lives.
   *
   * @param partitions of every feature log
   */
  public record State(Path directory, int partitions) {}

  /**
   * Where history lives.
   *
   * @param warehouse the folder of the tables
   * @param catalogUri a JDBC URI
   * @param commitInterval the longest time that an accepted event waits for its commit
   */
  public record History(Path warehouse, String catalogUri, Duration commitInterval) {}

  /**
   * How lookups answer.
   *
   * @param keepExpired whether a value beyond its ttl is still given, with its status
   */
  public record Serving(boolean keepExpired) {}

  /**
   * How much is taken over HTTP.
   *
   * @param maxLag the events of a source that may wait for their effect before pushes are refused
   */
  public record Push(int maxLag) {}

  /**
   * Where the schemas of Avro and Protobuf messages are registered.
   *
   * @param url to which {@code /schemas/ids/1} is appended
   * @param basicAuth {@code user:password}
   */
  public record SchemaRegistry(URI url, Optional<String> basicAuth) {

    /** Without the password. */
    @Override
    public String toString() {
      return "SchemaRegistry[url=" + url + "]";
    }
  }

  /**
   * When refused events raise an alert.
   *
   * @param alertShare of a source's events, from 0 to 1
   */
  public record DeadLetters(double alertShare) {}
}
