package dev.tidemark.online.request;

import dev.tidemark.online.lookup.LookupResult;
import dev.tidemark.online.lookup.Stages;
import dev.tidemark.registry.deployment.Selection;
import java.util.List;
import java.util.Optional;

/**
 * What a request is answered with.
 *
 * @param service the feature service that was asked for; empty when features were listed
 * @param entities the key columns in the order of the request
 * @param names of the result's columns, as the protocol writes them
 * @param stages of the lookup
 */
@SuppressWarnings("ArrayRecordComponent") // never compared
public record Answer(
    Optional<String> service,
    Selection selection,
    List<TypedColumn> entities,
    byte[] names,
    LookupResult result,
    Stages stages) {}
