package dev.tidemark.cli.e2e;

import dev.tidemark.cli.cluster.Cluster;
import dev.tidemark.cli.cluster.SharedCluster;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Future;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** A producer may lose a batch that the leader of a new partition refuses. */
@ExtendWith(SharedCluster.class)
class NewTopicsTest {
  private static final int PROJECTS = 5;

  @Test
  void what_is_created_can_be_written_at_once(Cluster cluster, @TempDir Path folder)
      throws Exception {
    Map<String, Object> once =
        Map.of(
            "bootstrap.servers",
            cluster.bootstrapServers(),
            "enable.idempotence",
            "false",
            "retries",
            "0");
    try (KafkaProducer<byte[], byte[]> producer =
        new KafkaProducer<>(once, new ByteArraySerializer(), new ByteArraySerializer())) {
      for (int project = 0; project < PROJECTS; project++) {
        Path of = folder.resolve("newtopics" + project);
        String log = HistoryTraffic.on(cluster, of, "newtopics" + project).log().topic();
        List<Future<?>> sent = new ArrayList<>();
        for (int partition = 0; partition < HistoryTraffic.PARTITIONS; partition++) {
          sent.add(producer.send(new ProducerRecord<>(log, partition, new byte[1], new byte[1])));
        }
        for (Future<?> record : sent) {
          record.get();
        }
      }
    }
  }
}
