/** Traces of lookups, sent by OpenTelemetry's protocol. */
@NullMarked
package dev.tidemark.online.trace;

import org.jspecify.annotations.NullMarked;
