/** What is deployed, told to people and as JSON. */
@NullMarked
package dev.tidemark.cli.catalog;

import org.jspecify.annotations.NullMarked;
