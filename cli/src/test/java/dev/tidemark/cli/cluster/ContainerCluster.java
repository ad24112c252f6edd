package dev.tidemark.cli.cluster;

import org.testcontainers.kafka.KafkaContainer;

/** Apache Kafka's own image, where a container engine answers. */
final class ContainerCluster implements Cluster {
  private static final String IMAGE = "apache/kafka:4.3.1";
  private final KafkaContainer container = new KafkaContainer(IMAGE);

  ContainerCluster() {
    container.start();
  }

  @Override
  public String bootstrapServers() {
    return container.getBootstrapServers();
  }

  @Override
  public void close() {
    container.stop();
  }

  @Override
  public String toString() {
    return "the image " + IMAGE;
  }
}
