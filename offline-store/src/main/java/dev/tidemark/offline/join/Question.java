package dev.tidemark.offline.join;

import dev.tidemark.model.feature.Feature;
import dev.tidemark.model.feature.View;

/** One feature that is asked of a log, with the view that it belongs to. */
public record Question(View view, Feature feature) {}
