package dev.tidemark.cli.node;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.tidemark.cli.apply.PastVersion;
import dev.tidemark.cli.catalog.Catalog;
import dev.tidemark.cli.catalog.DeployedLineage;
import dev.tidemark.cli.catalog.Kind;
import dev.tidemark.cli.console.CommandException;
import dev.tidemark.online.http.Deployed;
import dev.tidemark.online.request.RequestException;
import dev.tidemark.registry.deployment.Deployment;
import dev.tidemark.registry.deployment.Version;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

/** A deployment for the node's HTTP server, in the words of the command line. */
final class NodeCatalog implements Deployed {
  private final Deployment deployment;
  private final Catalog catalog;
  private final PastVersions past;

  NodeCatalog(Deployment deployment, PastVersions past) {
    this.deployment = deployment;
    this.catalog = new Catalog(deployment);
    this.past = past;
  }

  Deployment deployment() {
    return deployment;
  }

  /** Going back to earlier definitions gives their hash again, under another number. */
  @Override
  public String tag() {
    Version version = deployment.version();
    return version.number() + "-" + version.origin().hash();
  }

  @Override
  public ObjectNode projects() {
    ObjectNode json = JsonNodeFactory.instance.objectNode();
    json.putArray("projects").add(catalog.project());
    return json;
  }

  @Override
  public ObjectNode project(String name) {
    String known = deployment.version().project();
    if (!known.equals(name)) {
      throw notFound("Cannot find project %s: this node serves %s".formatted(name, known));
    }
    return catalog.project();
  }

  @Override
  public ObjectNode list(ObjectKind kind) {
    return catalog.list(kinds(kind));
  }

  @Override
  public ObjectNode describe(ObjectKind kind, String name) {
    return found(() -> catalog.describe(kinds(kind), kind.path() + "/", name).getFirst());
  }

  @Override
  public ObjectNode lineage(Optional<String> of) {
    DeployedLineage lineage = catalog.lineage();
    return DeployedLineage.json(
        of.map(name -> lineage.all().around(found(() -> lineage.named(name))))
            .orElse(lineage.all()));
  }

  @Override
  public ObjectNode versions() {
    ObjectNode json =
        JsonNodeFactory.instance.objectNode().put("project", deployment.version().project());
    ArrayNode versions = json.putArray("versions");
    known().reversed().forEach(version -> versions.add(json(version)));
    return json;
  }

  @Override
  public ObjectNode version(int number) {
    return known().stream()
        .filter(version -> version.number() == number)
        .findFirst()
        .map(this::json)
        .orElseThrow(() ->
            notFound(
                "Cannot find version %d: version %d is deployed"
                    .formatted(number, deployment.version().number())));
  }

  /** Not what was applied later: it is not deployed here. */
  private List<PastVersion> known() {
    int current = deployment.version().number();
    return past.upTo(current).stream().filter(version -> version.number() <= current).toList();
  }

  private ObjectNode json(PastVersion version) {
    return version.json(version.number() == deployment.version().number());
  }

  private static List<Kind> kinds(ObjectKind kind) {
    return switch (kind) {
      case ENTITIES -> List.of(Kind.ENTITY);
      case SOURCES -> List.of(Kind.SOURCE);
      case FEATURE_VIEWS -> List.of(Kind.FEATURE_VIEW, Kind.ON_DEMAND_FEATURE_VIEW);
      case FEATURE_SERVICES -> List.of(Kind.FEATURE_SERVICE);
    };
  }

  private static <T> T found(Supplier<T> search) {
    try {
      return search.get();
    } catch (CommandException e) {
      throw notFound(String.valueOf(e.getMessage()));
    }
  }

  private static RequestException notFound(String message) {
    return new RequestException(404, "FeastObjectNotFoundException", message);
  }
}
