package dev.tidemark.registry.yaml;

/** A value and where it stands. */
record Located<T>(T value, Place place) {}
