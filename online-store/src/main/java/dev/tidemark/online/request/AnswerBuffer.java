package dev.tidemark.online.request;

import dev.tidemark.online.lookup.Scratch;
import java.util.Arrays;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.function.Supplier;

/** Bytes of an answer, front to back. It keeps its room for the next one. */
public abstract class AnswerBuffer {
  private static final int FIRST = 1 << 16;
  private static final int LARGEST_KEPT = 4 << 20;

  protected byte[] bytes = new byte[FIRST];
  protected int at;
  private final Scratch scratch = new Scratch();

  /** Buffers that wait for their next use. For any number of threads. */
  public static final class Pool<B extends AnswerBuffer> {
    private final BlockingQueue<B> spare =
        new ArrayBlockingQueue<>(2 * Runtime.getRuntime().availableProcessors());
    private final Supplier<B> fresh;

    public Pool(Supplier<B> fresh) {
      this.fresh = fresh;
    }

    /** An empty buffer. */
    public B take() {
      B taken = spare.poll();
      return taken == null ? fresh.get() : taken;
    }

    /** Takes a buffer back that nobody uses any more. */
    public void give(B used) {
      used.clear();
      var _ = spare.offer(used);
    }
  }

  final void clear() {
    if (bytes.length > LARGEST_KEPT) {
      bytes = new byte[FIRST];
    }
    at = 0;
    scratch.clear();
  }

  /** For what is read to be written. */
  public final Scratch scratch() {
    return scratch;
  }

  /** Holds what was written, from its beginning. */
  public final byte[] bytes() {
    return bytes;
  }

  /** How many bytes were written. */
  public final int length() {
    return at;
  }

  /** Makes room for so many more bytes. */
  public final void room(int more) {
    if (bytes.length - at < more) {
      bytes = Arrays.copyOf(bytes, Math.max(2 * bytes.length, Math.addExact(at, more)));
    }
  }

  /** Writes bytes as they are. */
  public final void raw(byte[] from) {
    room(from.length);
    System.arraycopy(from, 0, bytes, at, from.length);
    at += from.length;
  }

  /** Writes once more what was written between two places. */
  public final void again(int start, int end) {
    room(end - start);
    System.arraycopy(bytes, start, bytes, at, end - start);
    at += end - start;
  }
}
