package dev.tidemark.online.request;

import dev.tidemark.online.lookup.LookupRequest;
import dev.tidemark.online.lookup.LookupResult;
import dev.tidemark.online.lookup.Stages;
import dev.tidemark.registry.deployment.Selection;
import dev.tidemark.registry.deployment.ServedLog;
import java.util.List;
import java.util.Optional;

/**
 * What a request is answered with.
 *
 * @param service the feature service that was asked for; empty when features were listed
 * @param log of the service, if it is logged
 * @param request what was looked up
 * @param entities the key columns in the order of the request
 * @param names of the result's columns, as the protocol writes them
 */
@SuppressWarnings("ArrayRecordComponent") // never compared
public record Answer(
    Optional<String> service,
    Optional<ServedLog> log,
    LookupRequest request,
    List<TypedColumn> entities,
    byte[] names,
    LookupResult result) {

  public Selection selection() {
    return request.selection();
  }

  /** Those of the lookup. */
  public Stages stages() {
    return request.stages();
  }
}
