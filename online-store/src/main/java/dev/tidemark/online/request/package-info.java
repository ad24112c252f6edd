/** Requests for features, whatever they came by: resolved, typed and looked up. */
@NullMarked
package dev.tidemark.online.request;

import org.jspecify.annotations.NullMarked;
