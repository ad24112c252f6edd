/** Whether lookups and training sets say the same. */
@NullMarked
package dev.tidemark.cli.verify;

import org.jspecify.annotations.NullMarked;
