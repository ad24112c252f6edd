package dev.tidemark.registry.kafka;

import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.errors.InterruptException;

/** Waits for the broker's answers. */
final class Answers {
  private Answers() {}

  /**
   * The answer.
   *
   * @throws KafkaException when the broker refused, could not be reached in time, or the thread was
   *     interrupted; its flag is then set
   */
  static <T> T await(Future<T> answer) {
    try {
      return answer.get();
    } catch (ExecutionException e) {
      Throwable cause = e.getCause() == null ? e : e.getCause();
      throw cause instanceof KafkaException known ? known : new KafkaException(cause);
    } catch (InterruptedException e) {
      throw new InterruptException(e); // sets the thread's flag
    }
  }
}
