/** What the online store keeps of each key: the bytes, and what is needed of the past. */
@NullMarked
package dev.tidemark.online.state;

import org.jspecify.annotations.NullMarked;
