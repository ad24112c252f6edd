/** The HTTP interface: Feast's serving contract over lookups, health and status. */
@NullMarked
package dev.tidemark.online.http;

import org.jspecify.annotations.NullMarked;
