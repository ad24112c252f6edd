package dev.tidemark.online.lookup;

import com.google.protobuf.ByteString;
import dev.tidemark.model.feature.Feature.Latest;
import dev.tidemark.model.feature.Feature.Window;
import dev.tidemark.model.feature.FeatureValue;
import dev.tidemark.model.feature.Status;
import dev.tidemark.model.feature.ViewAtT;
import dev.tidemark.model.row.LogRow;
import dev.tidemark.model.row.RowEncoder;
import dev.tidemark.model.row.RowReader;
import dev.tidemark.model.row.RowSchema;
import dev.tidemark.model.time.Micros;
import dev.tidemark.model.type.Column;
import dev.tidemark.online.lookup.FeatureColumn.Values;
import dev.tidemark.online.lookup.RequestPlan.OfLog;
import dev.tidemark.online.lookup.RequestPlan.OfView;
import dev.tidemark.online.lookup.RequestPlan.Target;
import dev.tidemark.online.state.LostNodeException;
import dev.tidemark.peer.proto.PeerServiceProto.KeyAnswer;
import dev.tidemark.peer.proto.PeerServiceProto.LogPart;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The features of one log, for the distinct keys of a request. */
final class LogAnswer {
  /** How often a key is read whose state moves on while it is read; it has to do so at each one. */
  private static final int ATTEMPTS = 100;

  private static final byte INVALID = Status.INVALID.number();
  private static final byte PRESENT = Status.PRESENT.number();
  private static final byte NULL_VALUE = Status.NULL_VALUE.number();

  private final Question question;
  private final OfLog log;
  private final @Nullable KeyPast[] pasts;
  private final List<Windows> windows = new ArrayList<>();
  private final Map<Integer, Newest> newest = new HashMap<>();
  private final Map<Latests, Given> given = new HashMap<>();

  /**
   * An answer without any key yet.
   *
   * @param keys how many there will be; one that is never read is not here
   */
  LogAnswer(Question question, OfLog log, int keys) {
    this.question = question;
    this.log = log;
    pasts = new @Nullable KeyPast[keys];
    for (OfView view : log.views()) {
      for (Target<Window> window : view.windows()) {
        windows.add(new Windows(view, window, new @Nullable Object[keys], new byte[keys]));
      }
    }
  }

  /** The values of one window feature; each status is first of all {@link Status#INVALID}. */
  @SuppressWarnings("ArrayRecordComponent") // never compared
  private record Windows(
      OfView view, Target<Window> target, @Nullable Object[] values, byte[] statuses) {}

  /**
   * The newest rows of a condition, which views share.
   *
   * @param rows of each key, or null when it has none
   * @param times T of each key, or {@link Micros#NONE} when nothing can be said about it
   * @param tooEarly one of which nothing can be said, if there is any
   * @param eventTimes of each entity row
   */
  @SuppressWarnings("ArrayRecordComponent") // never compared
  private record Newest(
      @Nullable LogRow[] rows, long[] times, @Nullable LogRow tooEarly, long[] eventTimes) {}

  /** What views have in common whose latest features are given for the same keys. */
  private record Latests(int newest, long ttl) {}

  /**
   * The rows that latest features are read from.
   *
   * @param rows of each entity row, or null where nothing is given
   * @param statuses of each entity row, of a value that is not null
   * @param complete whether no row has a null
   * @param bits of the columns of fixed width
   * @param texts of all columns
   */
  @SuppressWarnings("ArrayRecordComponent") // never compared
  private record Given(
      @Nullable LogRow[] rows,
      byte[] statuses,
      boolean complete,
      GatheredBits bits,
      GatheredTexts texts) {
    Values values(Latest feature) {
      int column = feature.column();
      int bit = feature.type().width() > 0 ? bits.add(column) : -1;
      return new Values.OfRows(rows, column, bits, bit, texts, texts.add(column));
    }
  }

  /** Reads what a head alone does not say, from nodes that may be replaced at the same time. */
  void read(int key, KeyPast first) {
    KeyPast past = first;
    for (int attempt = 1; ; attempt++) {
      try {
        compute(key, past);
        pasts[key] = past;
        return;
      } catch (LostNodeException moved) {
        if (attempt == ATTEMPTS) {
          throw moved;
        }
        past = past.again();
      }
    }
  }

  private void compute(int key, KeyPast past) {
    for (Windows of : windows) {
      LogRow row = past.newest(of.view().newest());
      long time = question.time(row == null ? Micros.NONE : row.eventTime());
      if (time != Micros.NONE) {
        Window feature = of.target().feature();
        FeatureValue value = new ViewAtT(time, row, past).value(of.view().view(), feature);
        of.values()[key] = value.value();
        of.statuses()[key] = value.status().number();
        if (value.status() == Status.INVALID) {
          question.overflowed(of.view(), feature);
        }
      }
    }
  }

  /** Whether a key was read, here or elsewhere. */
  boolean has(int key) {
    return pasts[key] != null;
  }

  /** What another node has to read for {@link #take}. */
  LogPart asked() {
    LogPart.Builder asked = LogPart.newBuilder().setTopic(log.topic()).addAllNewest(log.newest());
    windows.forEach(
        of -> asked.addWindows(of.view().view().name() + ":" + of.target().feature().name()));
    return asked.build();
  }

  /** Tells what was read of a key. */
  KeyAnswer told(int key, List<Integer> newest, Optional<RowEncoder> encoder) {
    KeyPast past = Objects.requireNonNull(pasts[key]);
    KeyAnswer.Builder told = KeyAnswer.newBuilder().setHere(true);
    for (int index : newest) {
      LogRow row = past.newest(index);
      told.addNewest(row == null ? ByteString.EMPTY : ByteString.copyFrom(row.bytes()));
    }
    encoder.ifPresent(of -> {
      @Nullable Object[] values = new @Nullable Object[windows.size()];
      byte[] statuses = new byte[windows.size()];
      for (int i = 0; i < values.length; i++) {
        values[i] = windows.get(i).values()[key];
        statuses[i] = windows.get(i).statuses()[key];
      }
      told.setWindows(
              ByteString.copyFrom(of.encode(Micros.NONE, Micros.NONE, values, new boolean[0])))
          .setStatuses(ByteString.copyFrom(statuses));
    });
    return told.build();
  }

  /** The form of the windows' values; empty when there are no windows. */
  Optional<RowSchema> form() {
    if (windows.isEmpty()) {
      return Optional.empty();
    }
    List<Column> columns = new ArrayList<>();
    for (Windows of : windows) {
      columns.add(new Column("window_" + columns.size(), of.target().feature().type()));
    }
    return Optional.of(new RowSchema(0, columns, List.of()));
  }

  /**
   * Takes what another node has told of a key.
   *
   * @param form reads the windows' values
   * @throws IllegalArgumentException when its rows have a schema that is not known here yet
   */
  void take(int key, KeyAnswer told, Optional<RowReader> form) {
    List<Integer> places = log.newest();
    @Nullable LogRow[] newest = new @Nullable LogRow[1 + Collections.max(places)];
    for (int i = 0; i < places.size(); i++) {
      ByteString row = told.getNewest(i);
      newest[places.get(i)] = row.isEmpty() ? null : log.log().rows().read(row.toByteArray(), 0, 0);
    }
    form.ifPresent(of -> {
      LogRow values = of.read(told.getWindows().toByteArray(), 0, 0);
      for (int i = 0; i < windows.size(); i++) {
        Windows window = windows.get(i);
        window.values()[key] = values.value(i);
        window.statuses()[key] = told.getStatuses().byteAt(i);
        LogRow row = newest[window.view().newest()];
        if (window.statuses()[key] == INVALID
            && question.time(row == null ? Micros.NONE : row.eventTime()) != Micros.NONE) {
          question.overflowed(window.view(), window.target().feature());
        }
      }
    });
    pasts[key] = KeyPast.told(log.log(), newest);
  }

  /** Writes the columns of an answer, each with an element for each entity row. */
  void write(KeyRows rows, @Nullable FeatureColumn[] columns) {
    for (OfView view : log.views()) {
      Newest of = newest(view, rows);
      if (of.tooEarly() != null) {
        question.tooEarly(view, of.tooEarly());
      }
      writeLatest(view, of, rows, columns);
    }
    for (Windows of : windows) {
      columns[of.target().column()] =
          new FeatureColumn(
              of.target().feature().type(),
              new Values.Computed(rows.spread(of.values())),
              rows.spread(of.statuses()),
              newest(of.view(), rows).eventTimes());
    }
  }

  private Newest newest(OfView view, KeyRows rows) {
    return newest.computeIfAbsent(view.newest(), index -> newest(index, rows));
  }

  private Newest newest(int index, KeyRows keyRows) {
    @Nullable LogRow[] rows = new @Nullable LogRow[pasts.length];
    long[] times = new long[pasts.length];
    LogRow tooEarly = null;
    long[] eventTimes = new long[pasts.length];
    Arrays.fill(times, Micros.NONE);
    Arrays.fill(eventTimes, Micros.NONE);
    for (int key = 0; key < pasts.length; key++) {
      KeyPast past = pasts[key];
      if (past != null) {
        LogRow row = past.newest(index);
        rows[key] = row;
        times[key] = question.time(row == null ? Micros.NONE : row.eventTime());
        if (times[key] == Micros.NONE) {
          tooEarly = row;
        } else if (row != null) {
          eventTimes[key] = row.eventTime();
        }
      }
    }
    return new Newest(rows, times, tooEarly, keyRows.spread(eventTimes));
  }

  private void writeLatest(
      OfView view, Newest newest, KeyRows keyRows, @Nullable FeatureColumn[] columns) {
    Given rows =
        given.computeIfAbsent(
            new Latests(view.newest(), view.view().ttl()), of -> given(view, newest, keyRows));
    for (Target<Latest> target : view.latest()) {
      Latest feature = target.feature();
      columns[target.column()] =
          new FeatureColumn(
              feature.type(),
              rows.values(feature),
              rows.complete() ? rows.statuses() : withNulls(rows, feature.column()),
              newest.eventTimes());
    }
  }

  private Given given(OfView view, Newest of, KeyRows keyRows) {
    byte[] statuses = new byte[pasts.length];
    @Nullable LogRow[] rows = new @Nullable LogRow[pasts.length];
    boolean complete = true;
    for (int key = 0; key < pasts.length; key++) {
      KeyPast past = pasts[key];
      if (past == null || of.times()[key] == Micros.NONE) {
        statuses[key] = INVALID;
        continue;
      }
      LogRow row = of.rows()[key];
      Status status = new ViewAtT(of.times()[key], row, past).latest(view.view());
      statuses[key] = status.number();
      if (row != null && (status == Status.PRESENT || question.keepExpired())) {
        rows[key] = row;
        complete &= row.complete();
      }
    }
    @Nullable LogRow[] ofRows = keyRows.spread(rows);
    return new Given(
        ofRows,
        keyRows.spread(statuses),
        complete,
        new GatheredBits(ofRows),
        new GatheredTexts(pasts, view.newest(), rows, keyRows));
  }

  private static byte[] withNulls(Given of, int column) {
    byte[] statuses = of.statuses().clone();
    for (int row = 0; row < statuses.length; row++) {
      LogRow given = of.rows()[row];
      if (given != null && statuses[row] == PRESENT && given.isNull(column)) {
        statuses[row] = NULL_VALUE;
      }
    }
    return statuses;
  }
}
