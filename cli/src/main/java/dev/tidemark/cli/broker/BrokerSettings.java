package dev.tidemark.cli.broker;

import java.nio.file.Path;
import java.util.Properties;

/**
 * The broker settings of one node that is broker and controller at once.
 *
 * @param folder where its data lies
 * @param port of the clients' listener; 0 picks a free one
 * @param controllerPort already bound
 */
record BrokerSettings(Path folder, int port, int controllerPort) {
  static final String CLIENTS = "PLAINTEXT";
  static final String CONTROLLER = "CONTROLLER";
  static final int NODE_ID = 1;

  Properties properties() {
    Properties settings = new Properties();
    identity(settings);
    oneNode(settings);
    data(settings);
    small(settings);
    return settings;
  }

  private void identity(Properties settings) {
    settings.setProperty("process.roles", "broker,controller");
    settings.setProperty("node.id", Integer.toString(NODE_ID));
    settings.setProperty("log.dirs", folder.toString());
    settings.setProperty(
        "listeners",
        "%s://localhost:%d,%s://127.0.0.1:%d".formatted(CLIENTS, port, CONTROLLER, controllerPort));
    settings.setProperty("controller.listener.names", CONTROLLER);
    settings.setProperty(
        "listener.security.protocol.map", CLIENTS + ":PLAINTEXT," + CONTROLLER + ":PLAINTEXT");
    settings.setProperty("controller.quorum.voters", NODE_ID + "@127.0.0.1:" + controllerPort);
  }

  private static void oneNode(Properties settings) {
    settings.setProperty("offsets.topic.replication.factor", "1");
    settings.setProperty("transaction.state.log.replication.factor", "1");
    settings.setProperty("transaction.state.log.min.isr", "1");
    settings.setProperty("share.coordinator.state.topic.replication.factor", "1");
    settings.setProperty("share.coordinator.state.topic.min.isr", "1");
    settings.setProperty("auto.create.topics.enable", "false");
    // Nobody else will join, so a group need not wait for them
    settings.setProperty("group.initial.rebalance.delay.ms", "0");
    settings.setProperty("group.min.session.timeout.ms", "1000");
    // A node that was killed leaves a transaction open, and readers wait for its end
    settings.setProperty("transaction.abort.timed.out.transaction.cleanup.interval.ms", "1000");
    // After a kill the controller waits until the session of the broker that was killed has ended
    settings.setProperty("broker.session.timeout.ms", "3000");
    settings.setProperty("broker.heartbeat.interval.ms", "500");
  }

  /** Nothing is forgotten, and an event may carry any time. */
  private static void data(Properties settings) {
    settings.setProperty("log.retention.ms", "-1");
    settings.setProperty("offsets.retention.minutes", Integer.toString(Integer.MAX_VALUE));
    settings.setProperty("log.message.timestamp.before.max.ms", Long.toString(Long.MAX_VALUE));
    settings.setProperty("log.message.timestamp.after.max.ms", Long.toString(Long.MAX_VALUE));
  }

  /** One laptop, not a cluster: few partitions, threads and buffers. */
  private static void small(Properties settings) {
    settings.setProperty("offsets.topic.num.partitions", "8");
    settings.setProperty("transaction.state.log.num.partitions", "4");
    settings.setProperty("share.coordinator.state.topic.num.partitions", "1");
    settings.setProperty("num.network.threads", "2");
    settings.setProperty("num.io.threads", "4");
    settings.setProperty("background.threads", "2");
    settings.setProperty("log.index.size.max.bytes", "1048576");
    settings.setProperty("log.cleaner.dedupe.buffer.size", "8388608");
  }
}
