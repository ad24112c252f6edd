/** The gRPC interface: Feast's serving contract over lookups, health and reflection. */
@NullMarked
package dev.tidemark.online.grpc;

import org.jspecify.annotations.NullMarked;
