package dev.tidemark.registry.plan;

import java.util.List;

/**
 * A change that makes what is stored unreadable, or requests fail that worked.
 *
 * @param what changes
 * @param why that breaks something
 * @param usedBy the feature views, on-demand feature views and feature services that it concerns
 */
public record Breaking(String what, String why, List<String> usedBy) {
  public Breaking {
    usedBy = List.copyOf(usedBy);
  }

  String text() {
    String users = usedBy.isEmpty() ? "" : " (used by " + String.join(", ", usedBy) + ")";
    return what + ": " + why + users;
  }
}
