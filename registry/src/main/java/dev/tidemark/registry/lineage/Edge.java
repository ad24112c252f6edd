package dev.tidemark.registry.lineage;

/**
 * One thing goes into another.
 *
 * @param condition whether it only decides which events count
 */
public record Edge(Node from, Node to, boolean condition) {}
