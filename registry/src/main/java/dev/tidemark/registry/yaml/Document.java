package dev.tidemark.registry.yaml;

import org.snakeyaml.engine.v2.nodes.Node;

/** One YAML document of a file. */
record Document(String file, Node node) {}
