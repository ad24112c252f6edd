package dev.tidemark.online.request;

import dev.tidemark.online.lookup.LookupResult;
import dev.tidemark.registry.deployment.Selection;
import java.util.List;

/**
 * What a request is answered with.
 *
 * @param entities the key columns in the order of the request
 * @param names of the result's columns
 */
public record Answer(
    Selection selection, List<TypedColumn> entities, List<String> names, LookupResult result) {}
