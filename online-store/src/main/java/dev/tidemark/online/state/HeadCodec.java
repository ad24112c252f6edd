package dev.tidemark.online.state;

import dev.tidemark.model.feature.Lifetimes;
import dev.tidemark.model.feature.LogLayout;
import dev.tidemark.model.row.ByteSink;
import dev.tidemark.model.row.ByteSource;
import dev.tidemark.model.row.LogRow;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Heads and events as bytes. The format is {@code docs/spec/online-row.md}. */
public final class HeadCodec {
  private static final int VERSION = 1;

  private final LogLayout layout;
  private final LogRows rows;

  public HeadCodec(LogLayout layout, LogRows rows) {
    this.layout = layout;
    this.rows = rows;
  }

  /** The head as it is stored. */
  public byte[] write(Head head) {
    ByteSink out = new ByteSink(256);
    out.int8(VERSION).int64(head.lastOffset()).int64(head.newestTime()).int64(head.prunedTime());
    writeNewest(out, head.newest());
    for (long time : head.reached()) {
      out.int64(time);
    }
    head.lifetimes().forEach(totals -> totals.write(out));
    return out.toByteArray();
  }

  private static void writeNewest(ByteSink out, @Nullable LogRow[] newest) {
    List<LogRow> distinct = new ArrayList<>(newest.length);
    int[] places = new int[newest.length];
    for (int i = 0; i < newest.length; i++) {
      LogRow row = newest[i];
      places[i] = row == null ? 0 : 1 + place(distinct, row);
    }
    out.varint(distinct.size());
    for (LogRow row : distinct) {
      out.int64(row.position()).int64(row.arrival()).blob(row.bytes());
    }
    for (int place : places) {
      out.varint(place);
    }
  }

  private static int place(List<LogRow> distinct, LogRow row) {
    for (int i = 0; i < distinct.size(); i++) {
      if (distinct.get(i).position() == row.position()) {
        return i;
      }
    }
    distinct.add(row);
    return distinct.size() - 1;
  }

  /**
   * What {@link #write} wrote.
   *
   * @throws IllegalArgumentException when it is of another version
   */
  public Head read(byte[] bytes) {
    ByteSource in = new ByteSource(bytes);
    int version = in.int8();
    if (version != VERSION) {
      throw new IllegalArgumentException("Cannot read online row: unknown version " + version);
    }
    long lastOffset = in.int64();
    long newestTime = in.int64();
    long prunedTime = in.int64();
    @Nullable LogRow[] newest = readNewest(in);
    long[] reached = new long[layout.reaches().size()];
    for (int i = 0; i < reached.length; i++) {
      reached[i] = in.int64();
    }
    List<Lifetimes> totals = new ArrayList<>(reached.length);
    for (LogLayout.Reach reach : layout.reaches()) {
      totals.add(Lifetimes.read(reach.lifetimes(), in));
    }
    return new Head(lastOffset, newestTime, prunedTime, newest, reached, totals);
  }

  private @Nullable LogRow[] readNewest(ByteSource in) {
    LogRow[] distinct = new LogRow[in.varint()];
    for (int i = 0; i < distinct.length; i++) {
      long position = in.int64();
      long arrival = in.int64();
      distinct[i] = rows.read(in.blob(), position, arrival);
    }
    @Nullable LogRow[] newest = new @Nullable LogRow[layout.newestOf().size()];
    for (int i = 0; i < newest.length; i++) {
      int place = in.varint();
      newest[i] = place == 0 ? null : distinct[place - 1];
    }
    return newest;
  }

  /** An event as it is stored. */
  public byte[] writeEvent(LogRow row) {
    return new ByteSink(Long.BYTES + row.bytes().length)
        .int64(row.arrival())
        .raw(row.bytes())
        .toByteArray();
  }

  /** What {@link #writeEvent} wrote. */
  public LogRow readEvent(byte[] bytes, long position) {
    long arrival = new ByteSource(bytes).int64();
    byte[] row = new byte[bytes.length - Long.BYTES];
    System.arraycopy(bytes, Long.BYTES, row, 0, row.length);
    return rows.read(row, position, arrival);
  }
}
