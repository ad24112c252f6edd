package dev.tidemark.sdk;

import dev.tidemark.sdk.TidemarkException.Kind;
import feast.proto.serving.ServingAPIProto.GetOnlineFeaturesResponse;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/** The answer to a lookup: a row for each entity row of the request, in its order. Immutable. */
public final class FeatureRows implements Iterable<FeatureRow> {
  private final List<GetOnlineFeaturesResponse> parts;
  private final Map<String, Integer> columns = new LinkedHashMap<>();
  private final List<String> reasons;
  private final int partSize;
  private final int size;

  private FeatureRows(List<GetOnlineFeaturesResponse> parts) {
    this.parts = parts;
    GetOnlineFeaturesResponse first = parts.get(0);
    first
        .getMetadata()
        .getFeatureNames()
        .getValList()
        .forEach(name -> columns.put(name, columns.size()));
    this.reasons =
        parts.stream()
            .flatMap(part -> part.getMetadata().getTidemarkReasonsList().stream())
            .distinct()
            .toList();
    this.partSize = rows(first);
    this.size = parts.stream().mapToInt(FeatureRows::rows).sum();
  }

  /**
   * Puts the answers to the parts of a request together.
   *
   * @param parts all but the last have the same number of rows
   */
  static FeatureRows of(List<GetOnlineFeaturesResponse> parts) {
    if (parts.stream().map(part -> part.getMetadata().getFeatureNames()).distinct().count() > 1) {
      throw new TidemarkException(
          Kind.UNAVAILABLE,
          "Cannot put the answers together: what is deployed changed between them; look up again");
    }
    return new FeatureRows(parts);
  }

  private static int rows(GetOnlineFeaturesResponse part) {
    return part.getResultsCount() == 0 ? 0 : part.getResults(0).getValuesCount();
  }

  /** The names of the columns: keys as they were asked for, then features. */
  public List<String> names() {
    return List.copyOf(columns.keySet());
  }

  /** Why values are {@link FeatureStatus#INVALID}, as sentences. */
  public List<String> reasons() {
    return reasons;
  }

  public int size() {
    return size;
  }

  /**
   * A row.
   *
   * @param row from 0
   * @throws IndexOutOfBoundsException when there is no such row
   */
  public FeatureRow get(int row) {
    if (row < 0 || row >= size) {
      throw new IndexOutOfBoundsException(
          "Cannot get row %d: there are %d, counted from 0".formatted(row, size));
    }
    return new FeatureRow(this, parts.get(row / partSize), row % partSize, row);
  }

  @Override
  public Iterator<FeatureRow> iterator() {
    return stream().iterator();
  }

  public Stream<FeatureRow> stream() {
    return IntStream.range(0, size).mapToObj(this::get);
  }

  int column(String name) {
    Integer column = columns.get(name);
    if (column == null) {
      throw new TidemarkException(
          Kind.NOT_FOUND,
          "Cannot find %s in the answer%s; it has %s"
              .formatted(name, Nearest.hint(name, columns.keySet()), shown()));
    }
    return column;
  }

  private String shown() {
    int most = 20;
    String some = String.join(", ", columns.keySet().stream().limit(most).toList());
    return columns.size() <= most ? some : some + ", …";
  }
}
