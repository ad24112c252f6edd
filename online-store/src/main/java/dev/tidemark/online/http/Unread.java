package dev.tidemark.online.http;

import dev.tidemark.online.request.AnswerBuffer;
import dev.tidemark.online.request.RequestException;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;

/** Bounds the answers that are kept for clients who do not read them. Any thread. */
final class Unread {
  private static final int MIB = 1 << 20;

  private final long most;
  private final AtomicLong bytes = new AtomicLong();

  /**
   * A bound.
   *
   * @param most bytes of all connections beyond which lookups are refused
   */
  Unread(long most) {
    this.most = most;
  }

  /** An answer is kept until its client has read it. */
  void keep(AnswerBuffer answer) {
    bytes.addAndGet(answer.bytes().length);
  }

  /** It is not kept any more. */
  void drop(AnswerBuffer answer) {
    bytes.addAndGet(-answer.bytes().length);
  }

  /** The refusal that a lookup would get now. */
  Optional<RequestException> refusal() {
    return bytes.get() <= most
        ? Optional.empty()
        : Optional.of(
            new RequestException(
                429,
                "FeastError",
                ("Cannot look up now: clients have not read answers of more than %d MiB; try again"
                        + " soon, or ask other nodes")
                    .formatted(most / MIB)));
  }
}
