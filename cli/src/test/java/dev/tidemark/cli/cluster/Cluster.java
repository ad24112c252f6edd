package dev.tidemark.cli.cluster;

/** A real Kafka cluster for tests, from wherever it comes. */
public interface Cluster extends AutoCloseable {
  String bootstrapServers();

  @Override
  void close();
}
