package dev.tidemark.registry.yaml;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** What a service or an on-demand view may name: feature views and on-demand views. */
sealed interface AnyView permits ViewDraft, OnDemandDraft {
  @Nullable Located<String> name();

  /** The names of its features, as far as they could be read. */
  List<String> featureNames();

  /** Its name, for messages. */
  default String label() {
    Located<String> name = name();
    return name == null ? "" : name.value();
  }
}
