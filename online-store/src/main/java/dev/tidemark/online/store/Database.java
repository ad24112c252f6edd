package dev.tidemark.online.store;

import dev.tidemark.online.store.RocksFigures.Held;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.streams.errors.ProcessorStateException;
import org.apache.kafka.streams.errors.StreamsException;
import org.apache.kafka.streams.processor.TaskId;
import org.jspecify.annotations.Nullable;
import org.rocksdb.ColumnFamilyDescriptor;
import org.rocksdb.ColumnFamilyHandle;
import org.rocksdb.ColumnFamilyOptions;
import org.rocksdb.DBOptions;
import org.rocksdb.RocksDB;
import org.rocksdb.RocksDBException;
import org.rocksdb.RocksIterator;
import org.rocksdb.WriteBatch;
import org.rocksdb.WriteOptions;

/**
 * One open RocksDB: a family of entries, and one of the changelog offsets that they stand for.
 * Every write goes to the write-ahead log, so what was written survives the end of the process, and
 * after a crash of the machine the database is as it was at some moment before.
 */
final class Database implements AutoCloseable {
  private static final byte[] OFFSETS = "offsets".getBytes(StandardCharsets.UTF_8);

  private static final String KEYS = "rocksdb.estimate-num-keys";

  private final DBOptions databaseOptions;
  private final ColumnFamilyOptions familyOptions;
  private final WriteOptions writeOptions = new WriteOptions();
  private final RocksDB db;
  private final ColumnFamilyHandle entries;
  private final ColumnFamilyHandle offsets;
  private final RowCache.Of rows;
  private final TaskId task;

  /** Set once something was read that is not what was written. */
  private volatile @Nullable DamagedStateException damage;

  /**
   * Opens what is there, or begins anew.
   *
   * @throws DamagedStateException when what is there is not what was written
   * @throws ProcessorStateException when it cannot be opened for another reason
   */
  Database(Path folder, RocksMemory memory, TaskId task) {
    this.task = task;
    databaseOptions = memory.databaseOptions();
    familyOptions = memory.familyOptions();
    rows = memory.rows().database();
    List<ColumnFamilyHandle> handles = new ArrayList<>();
    try {
      Files.createDirectories(folder);
      db =
          RocksDB.open(
              databaseOptions,
              folder.toString(),
              List.of(
                  new ColumnFamilyDescriptor(RocksDB.DEFAULT_COLUMN_FAMILY, familyOptions),
                  new ColumnFamilyDescriptor(OFFSETS, familyOptions)),
              handles);
    } catch (IOException | RocksDBException e) {
      writeOptions.close();
      familyOptions.close();
      databaseOptions.close();
      throw failed("Cannot open state: " + folder, e);
    }
    entries = handles.get(0);
    offsets = handles.get(1);
  }

  private StreamsException failed(String what, Exception e) {
    if (!DamagedStateException.isTold(e)) {
      return new ProcessorStateException(what, e);
    }
    DamagedStateException found = new DamagedStateException(task, what, e);
    damage = found;
    return found;
  }

  /** What was found not to be as it was written, if anything was. */
  @Nullable DamagedStateException damage() {
    return damage;
  }

  byte @Nullable [] get(byte[] key) {
    try {
      return db.get(entries, key);
    } catch (RocksDBException e) {
      throw failed("Cannot read state", e);
    }
  }

  /** The values of entries that are read often. */
  List<@Nullable StoredValue> getAll(List<byte[]> keys) {
    return rows.getAll(keys, this::readAll);
  }

  /** RocksDB reads them in the order of the keys, each block once. */
  private List<byte @Nullable []> readAll(List<byte[]> keys) {
    if (keys.size() == 1) {
      return Collections.singletonList(get(keys.getFirst()));
    }
    try {
      List<byte @Nullable []> values =
          db.multiGetAsList(Collections.nCopies(keys.size(), entries), keys);
      for (int i = 0; i < keys.size(); i++) {
        if (values.get(i) == null) {
          // It also stands for what could not be read, and only this says so
          values.set(i, get(keys.get(i)));
        }
      }
      return values;
    } catch (RocksDBException e) {
      throw failed("Cannot read state", e);
    }
  }

  void put(byte[] key, byte @Nullable [] value) {
    try {
      if (value == null) {
        db.delete(entries, writeOptions, key);
      } else {
        db.put(entries, writeOptions, key, value);
      }
      rows.written(key, value);
    } catch (RocksDBException e) {
      throw failed("Cannot write state", e);
    }
  }

  /** Writes all or nothing. */
  void putAll(Iterable<Entry> written) {
    try (WriteBatch batch = new WriteBatch()) {
      for (Entry entry : written) {
        if (entry.value() == null) {
          batch.delete(entries, entry.key());
        } else {
          batch.put(entries, entry.key(), entry.value());
        }
      }
      db.write(writeOptions, batch);
      written.forEach(entry -> rows.written(entry.key(), entry.value()));
    } catch (RocksDBException e) {
      throw failed("Cannot write state", e);
    }
  }

  RocksIterator iterator() {
    return db.newIterator(entries);
  }

  void putOffsets(Map<TopicPartition, Long> changelogOffsets) {
    try (WriteBatch batch = new WriteBatch()) {
      for (Map.Entry<TopicPartition, Long> offset : changelogOffsets.entrySet()) {
        byte[] value = Long.toString(offset.getValue()).getBytes(StandardCharsets.UTF_8);
        batch.put(offsets, name(offset.getKey()), value);
      }
      db.write(writeOptions, batch);
    } catch (RocksDBException e) {
      throw failed("Cannot write changelog offsets", e);
    }
  }

  @Nullable Long offset(TopicPartition partition) {
    try {
      byte[] value = db.get(offsets, name(partition));
      return value == null ? null : Long.valueOf(new String(value, StandardCharsets.UTF_8));
    } catch (RocksDBException e) {
      throw failed("Cannot read changelog offsets", e);
    }
  }

  private static byte[] name(TopicPartition partition) {
    return partition.toString().getBytes(StandardCharsets.UTF_8);
  }

  long approximateEntries() {
    try {
      return db.getLongProperty(entries, KEYS);
    } catch (RocksDBException e) {
      throw failed("Cannot count state", e);
    }
  }

  Held held() {
    try {
      long files = 0;
      for (int level = 0; level < familyOptions.numLevels(); level++) {
        files += Long.parseLong(db.getProperty(entries, "rocksdb.num-files-at-level" + level));
      }
      return new Held(
          db.getLongProperty(entries, KEYS),
          db.getLongProperty(entries, "rocksdb.estimate-live-data-size"),
          db.getLongProperty(entries, "rocksdb.cur-size-all-mem-tables"),
          files);
    } catch (RocksDBException e) {
      throw failed("Cannot measure state", e);
    }
  }

  @Override
  public void close() {
    offsets.close();
    entries.close();
    db.close();
    writeOptions.close();
    familyOptions.close();
    databaseOptions.close();
  }

  /** What is written; a null value deletes. */
  @SuppressWarnings("ArrayRecordComponent") // never compared
  record Entry(byte[] key, byte @Nullable [] value) {}
}
