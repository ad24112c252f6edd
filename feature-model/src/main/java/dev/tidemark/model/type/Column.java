package dev.tidemark.model.type;

/** A named, typed column of a source, a key or a feature log. */
public record Column(String name, ValueType type) {}
