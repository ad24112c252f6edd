package dev.tidemark.online.http;

import dev.tidemark.online.request.RequestException;
import java.util.Optional;

/**
 * A version that is deployed, for those who look at it. What it gives are trees that Jackson
 * writes. Immutable; any thread.
 *
 * <p>A name that is not deployed is refused with a {@link RequestException} of status 404 that
 * names the nearest known one.
 */
public interface Deployed {

  /** The kinds of objects that have a path of their own. */
  enum ObjectKind {
    ENTITIES("entities"),
    SOURCES("sources"),
    /** On-demand ones as well: requests name both alike. */
    FEATURE_VIEWS("feature-views"),
    FEATURE_SERVICES("feature-services");

    private final String path;

    ObjectKind(String path) {
      this.path = path;
    }

    /** The last part of its path. */
    public String path() {
      return path;
    }
  }

  /** Tells this version from every other of the project; letters, digits and hyphens. */
  String tag();

  /** The project alone: a node has one. */
  Object projects();

  /** A project, where its version came from, and how many objects it has. */
  Object project(String name);

  /** What tells the objects of a kind from each other. */
  Object list(ObjectKind kind);

  /** All about one object, or about a feature by {@code view:feature}. */
  Object describe(ObjectKind kind, String name);

  /**
   * What is computed from what.
   *
   * @param of around this alone: a topic, {@code source.column}, {@code view:feature}, or an
   *     object's name
   */
  Object lineage(Optional<String> of);

  /**
   * This version and those before it, the newest first.
   *
   * @throws RequestException of status 503 when they cannot be read now
   */
  Object versions();

  /** One of them. */
  Object version(int number);
}
