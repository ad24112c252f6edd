package dev.tidemark.ingest;

import java.time.InstantSource;
import java.util.Optional;

/**
 * What shaping needs besides a plan.
 *
 * @param clock what event times may not be too far ahead of
 * @param schemas absent: the settings name no schema registry
 */
record Surroundings(InstantSource clock, Optional<SchemaRegistry> schemas) {}
