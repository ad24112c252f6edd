package dev.tidemark.online.http;

import dev.tidemark.online.request.RequestException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A node that can answer.
 *
 * @param deployed whether it has a version: the project shop without an object, of which the
 *     lineage breaks and the versions cannot be read
 */
record FakeStatus(boolean hasVersion) implements NodeStatus {
  static final String TAG = "3-abc";

  FakeStatus() {
    this(true);
  }

  @Override
  public boolean ready() {
    return true;
  }

  @Override
  public boolean awaitCaughtUp(Duration timeout) {
    return !timeout.isZero();
  }

  @Override
  public Object report() {
    return Map.of();
  }

  @Override
  public Optional<Deployed> deployed() {
    return hasVersion ? Optional.of(new Shop()) : Optional.empty();
  }

  private record Shop() implements Deployed {
    @Override
    public String tag() {
      return TAG;
    }

    @Override
    public Object projects() {
      return Map.of("projects", List.of());
    }

    @Override
    public Object project(String name) {
      throw notFound(name);
    }

    @Override
    public Object list(ObjectKind kind) {
      return Map.of();
    }

    @Override
    public Object describe(ObjectKind kind, String name) {
      throw notFound(kind.path() + "/" + name);
    }

    @Override
    public Object lineage(Optional<String> of) {
      throw of.map(Shop::notFound).orElseThrow(() -> new IllegalStateException("broken"));
    }

    @Override
    public Object versions() {
      throw new RequestException(503, "FeastError", "Cannot read the versions");
    }

    @Override
    public Object version(int number) {
      throw notFound("version " + number);
    }

    private static RuntimeException notFound(String name) {
      return new RequestException(404, "FeastError", "Cannot find " + name);
    }
  }
}
