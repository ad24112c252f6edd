package dev.tidemark.checker.product;

import java.nio.file.Path;

/** The product's broker in a process of its own, so that it can be killed without the node. */
final class BrokerMain {
  private BrokerMain() {}

  /**
   * Runs until it is killed. Its class is found by name, as the product is not on our class path.
   */
  public static void main(String[] args) throws Exception {
    Object broker =
        Class.forName("dev.tidemark.cli.broker.EmbeddedBroker")
            .getMethod("start", Path.class, int.class)
            .invoke(null, Path.of(args[0]), Integer.parseInt(args[1]));
    System.out.println("Broker " + broker + " runs");
    Thread.currentThread().join();
  }
}
