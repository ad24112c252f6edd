/** Who a server is, for TLS: PEM files that are followed. */
@NullMarked
package dev.tidemark.online.tls;

import org.jspecify.annotations.NullMarked;
