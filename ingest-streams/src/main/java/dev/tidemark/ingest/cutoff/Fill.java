package dev.tidemark.ingest.cutoff;

import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The filling of a feature log from files.
 *
 * @param range of event times that the files bring, and the live stream no longer
 * @param scanned for each partition of the log where it ended before the live stream was told
 * @param position how many of the files' events are done
 */
public record Fill(
    TimeRange range, Asked asked, Map<Integer, Long> scanned, long position, boolean done) {
  public Fill {
    scanned = Map.copyOf(scanned);
  }

  /**
   * What somebody asked for; the same again is the same filling.
   *
   * @param files names the contents of all files
   */
  public record Asked(@Nullable Long from, @Nullable Long to, String files) {}

  public Fill at(long events) {
    return new Fill(range, asked, scanned, events, done);
  }

  public Fill finished() {
    return new Fill(range, asked, scanned, position, true);
  }
}
