package dev.tidemark.online.store;

import dev.tidemark.registry.job.Setbacks.DamagedException;
import java.util.Set;
import org.apache.kafka.streams.errors.TaskCorruptedException;
import org.apache.kafka.streams.processor.TaskId;
import org.rocksdb.RocksDBException;
import org.rocksdb.Status;

/**
 * What a partition's files hold is not what was written. Thrown by the thread that works on it, it
 * has Kafka Streams close the partition and open it anew, and then it is restored from the
 * changelog; a lookup asks elsewhere.
 */
public final class DamagedStateException extends TaskCorruptedException
    implements DamagedException {
  private static final long serialVersionUID = 1;

  private final String what;

  DamagedStateException(TaskId task, String what, Exception cause) {
    super(Set.of(task));
    this.what = "%s: %s".formatted(what, cause.getMessage());
    initCause(cause);
  }

  /** Whether RocksDB says so: also of a file that should be there. */
  static boolean isTold(Exception e) {
    if (!(e instanceof RocksDBException told) || told.getStatus() == null) {
      return false;
    }
    return told.getStatus().getCode() == Status.Code.Corruption
        || (told.getStatus().getCode() == Status.Code.IOError
            && String.valueOf(told.getMessage()).contains("No such file"));
  }

  @Override
  public String getMessage() {
    return what;
  }
}
