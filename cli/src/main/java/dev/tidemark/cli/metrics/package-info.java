/** A node's measurements for Prometheus; no other package knows Micrometer. */
@NullMarked
package dev.tidemark.cli.metrics;

import org.jspecify.annotations.NullMarked;
