/**
 * What a feature's value at time T is: types, rows, keys, windows and aggregations.
 *
 * <p>Pure Java. The stream, the lookup and the training set all ask this code and nobody else; the
 * contract it keeps is {@code docs/spec/semantics.md}.
 */
@NullMarked
package dev.tidemark.model;

import org.jspecify.annotations.NullMarked;
