package dev.tidemark.registry.plan;

import dev.tidemark.model.type.Column;
import dev.tidemark.model.type.ValueType;
import dev.tidemark.registry.deployment.Deployment;
import dev.tidemark.registry.deployment.Selection;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Which columns requests for services bring, before and after. */
record Needs(Deployment deployed, Deployment wanted) {

  Map<String, ValueType> before(String service) {
    return of(deployed.service(service));
  }

  Map<String, ValueType> after(String service) {
    return of(wanted.service(service));
  }

  private static Map<String, ValueType> of(Selection service) {
    Map<String, ValueType> needed = new LinkedHashMap<>();
    for (List<Column> columns : List.of(service.keys(), service.request())) {
      columns.forEach(column -> needed.put(column.name(), column.type()));
    }
    return needed;
  }

  /** The columns of old requests that lookups will refuse: nothing knows them any more. */
  Set<String> unknown(String service) {
    Set<String> unknown = new LinkedHashSet<>(before(service).keySet());
    unknown.removeAll(after(service).keySet());
    unknown.removeAll(wanted.requestColumns());
    wanted.version().definitions().entities().forEach(e -> e.keyNames().forEach(unknown::remove));
    return unknown;
  }
}
