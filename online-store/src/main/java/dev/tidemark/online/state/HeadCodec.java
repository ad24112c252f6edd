package dev.tidemark.online.state;

import dev.tidemark.model.row.ByteSink;
import dev.tidemark.model.row.ByteSource;
import dev.tidemark.model.row.LogRow;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Heads as bytes. The format is {@code docs/spec/online-row.md}. */
public final class HeadCodec {
  private static final int VERSION = 3;

  private HeadCodec() {}

  /** The head as it is stored. */
  public static byte[] write(Head head) {
    ByteSink out = new ByteSink(512);
    out.int8(VERSION).int64(head.seen().lastOffset()).int64(head.seen().deletedBefore());
    writeNewest(out, head.newest());
    head.tracks().forEach(track -> track.write(out));
    out.varint(head.left().size());
    head.left().forEach(out::varlong);
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
  public static Head read(LogState log, byte[] bytes) {
    ByteSource in = source(bytes);
    Head.Seen seen = readSeen(in);
    @Nullable LogRow[] newest = readNewest(log, in);
    List<TrackState> tracks = new ArrayList<>();
    log.tracks().forEach(track -> tracks.add(TrackState.read(track, in)));
    List<Long> left = new ArrayList<>();
    for (int rest = in.varint(); rest > 0; rest--) {
      left.add(in.varlong());
    }
    return new Head(log, seen, newest, tracks, left);
  }

  /**
   * Of such a head only the newest row of each condition, or null.
   *
   * @throws IllegalArgumentException when it is of another version
   */
  public static @Nullable LogRow[] newest(LogState log, byte[] bytes) {
    ByteSource in = source(bytes);
    var _ = readSeen(in);
    return readNewest(log, in);
  }

  private static ByteSource source(byte[] bytes) {
    ByteSource in = new ByteSource(bytes);
    int version = in.int8();
    if (version != VERSION) {
      throw new IllegalArgumentException("Cannot read online row: unknown version " + version);
    }
    return in;
  }

  private static Head.Seen readSeen(ByteSource in) {
    return new Head.Seen(in.int64(), in.int64());
  }

  private static @Nullable LogRow[] readNewest(LogState log, ByteSource in) {
    LogRow[] distinct = new LogRow[in.varint()];
    for (int i = 0; i < distinct.length; i++) {
      long position = in.int64();
      long arrival = in.int64();
      distinct[i] = log.rows().read(in.slice(), position, arrival);
    }
    @Nullable LogRow[] newest = new @Nullable LogRow[log.layout().newestOf().size()];
    for (int i = 0; i < newest.length; i++) {
      int place = in.varint();
      newest[i] = place == 0 ? null : distinct[place - 1];
    }
    return newest;
  }
}
