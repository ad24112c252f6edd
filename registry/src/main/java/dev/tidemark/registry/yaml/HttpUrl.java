package dev.tidemark.registry.yaml;

import java.net.URI;
import java.net.URISyntaxException;

/** Reads the address of a server that speaks HTTP. */
final class HttpUrl {
  private HttpUrl() {}

  /** The address without slashes at its end; an empty one, after a problem, when it is none. */
  static URI read(Located<String> url, String example, Problems problems) {
    try {
      URI uri = new URI(url.value().replaceFirst("/+$", ""));
      if (uri.getHost() != null && uri.getScheme().matches("https?")) {
        return uri;
      }
    } catch (URISyntaxException e) {
      // As wrong as one that is none of HTTP
    }
    problems.add(url.place(), "bad url %s: expected one such as %s", url.shown(), example);
    return URI.create("");
  }
}
