package dev.tidemark.registry.yaml;

import dev.tidemark.registry.definition.Settings;
import dev.tidemark.registry.definition.Settings.RoleName;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Reads {@code tidemark.yaml}. */
final class SettingsReader {
  private final Path root;
  private final Mapping mapping;
  private final Problems problems;

  SettingsReader(Path root, Mapping mapping) {
    this.root = root;
    this.mapping = mapping;
    this.problems = mapping.problems();
  }

  /** The settings; with defaults in the place of what is wrong. */
  Settings read() {
    Located<String> project = Names.project(mapping.text("project"), problems);
    Names.checkJoinable(project, "project", problems);
    Map<String, String> kafka = kafka();
    Settings.Ports ports =
        new Settings.Ports(
            port("broker", 9092), port("http", 6566), port("grpc", 6567), port("flight", 8815));
    Settings.Member node = node(mapping.optionalMapping("node"));
    Optional<Settings.Tls> tls = tls();
    Settings.State state = state(mapping.optionalMapping("state"));
    Settings.History history =
        new HistoryReader(this::path, problems).read(mapping.optionalMapping("history"));
    Settings.Serving serving = serving(mapping.optionalMapping("serving"));
    Settings.Push push = push(mapping.optionalMapping("push"));
    Optional<Settings.SchemaRegistry> schemaRegistry =
        schemaRegistry(mapping.optionalMapping("schema_registry"));
    Settings.DeadLetters deadLetters = deadLetters(mapping.optionalMapping("dead_letters"));
    Optional<Settings.Tracing> tracing = TracingReader.read(mapping.optional("tracing"));
    mapping.done();
    String name = project == null ? "" : project.value();
    return new Settings(
        name,
        kafka,
        ports,
        node,
        tls,
        state,
        history,
        serving,
        push,
        schemaRegistry,
        deadLetters,
        tracing);
  }

  private Map<String, String> kafka() {
    Map<String, String> kafka = new LinkedHashMap<>();
    mapping
        .texts("kafka")
        .forEach((name, value) -> {
          if (name.value().equals("bootstrap.servers") && value.value().isBlank()) {
            problems.add(value.place(), "empty bootstrap.servers: expected host:port[,host:port]…");
          }
          kafka.put(name.value(), value.value());
        });
    return kafka;
  }

  private int port(String key, int otherwise) {
    Mapping fields = mapping.optionalMapping(key);
    int port = fields.integer("port", 0, 65_535, otherwise);
    fields.done();
    return port;
  }

  private Optional<Settings.Tls> tls() {
    if (!mapping.has("tls")) {
      return Optional.empty();
    }
    Mapping fields = mapping.optionalMapping("tls");
    Located<String> certificate = fields.text("certificate");
    Located<String> key = fields.text("key");
    fields.done();
    return Optional.of(new Settings.Tls(path(certificate, ""), path(key, "")));
  }

  private Settings.State state(Mapping fields) {
    Path directory = path(fields.optionalText("directory"), ".tidemark");
    int partitions = fields.integer("partitions", 1, 10_000, 8);
    Optional<Integer> replicas =
        fields.has("replicas")
            ? Optional.of(fields.integer("replicas", 0, 100, 0))
            : Optional.empty();
    fields.done();
    return new Settings.State(directory, partitions, replicas);
  }

  private Settings.Member node(Mapping fields) {
    Located<String> host = fields.optionalText("host");
    Located<String> roles = fields.optionalText("roles");
    fields.done();
    Mapping topics = mapping.optionalMapping("topics");
    Optional<Integer> factor =
        topics.has("replication_factor")
            ? Optional.of(topics.integer("replication_factor", 1, 100, 1))
            : Optional.empty();
    topics.done();
    return new Settings.Member(Optional.ofNullable(host).map(Located::value), roles(roles), factor);
  }

  /** Words with commas between them, as on the command line. */
  private Set<RoleName> roles(@Nullable Located<String> text) {
    if (text == null) {
      return Settings.Member.USUAL.roles();
    }
    Set<RoleName> roles = EnumSet.noneOf(RoleName.class);
    for (String word : text.value().split(",", -1)) {
      Optional<RoleName> role =
          Arrays.stream(RoleName.values())
              .filter(name -> name.label().equals(word.strip()))
              .findFirst();
      if (role.isEmpty()) {
        problems.unknown(
            "role",
            new Located<>(word.strip(), text.place()),
            Arrays.stream(RoleName.values()).map(RoleName::label).toList());
      }
      role.ifPresent(roles::add);
    }
    return roles.isEmpty() ? Settings.Member.USUAL.roles() : roles;
  }

  private Path path(@Nullable Located<String> text, String otherwise) {
    try {
      return root.resolve(text == null ? otherwise : text.value()).normalize();
    } catch (InvalidPathException e) {
      problems.add(text == null ? mapping.place() : text.place(), "bad path: %s", e.getReason());
      return root;
    }
  }

  private Settings.Serving serving(Mapping fields) {
    Located<String> expired = fields.optionalText("expired");
    oneOf("expired", expired, List.of("drop", "keep"));
    Located<String> names = fields.optionalText("grpc_names");
    oneOf("grpc_names", names, List.of("feature", "view_colon_feature"));
    Settings.Limits limits = limits(fields);
    Located<Duration> deadline = fields.optionalDuration("deadline", Duration.ofMillis(10));
    Located<Duration> staleness = fields.optionalDuration("max_staleness", Duration.ofMillis(1));
    fields.done();
    return new Settings.Serving(
        expired != null && expired.value().equals("keep"),
        names != null && names.value().equals("view_colon_feature")
            ? Settings.GrpcNames.VIEW_COLON_FEATURE
            : Settings.GrpcNames.FEATURE,
        limits,
        deadline == null ? Settings.Serving.USUAL_DEADLINE : deadline.value(),
        Optional.ofNullable(staleness).map(Located::value));
  }

  private static Settings.Limits limits(Mapping fields) {
    Settings.Limits usual = Settings.Limits.USUAL;
    return new Settings.Limits(
        fields.integer("max_concurrent_lookups", 1, 10_000, usual.concurrent()),
        fields.integer("max_waiting_lookups", 0, 100_000, usual.waiting()),
        fields.integer("max_rows", 1, 1_000_000, usual.rows()));
  }

  private static Settings.Push push(Mapping fields) {
    int maxLag = fields.integer("max_lag", 1, 1_000_000_000, 100_000);
    fields.done();
    return new Settings.Push(maxLag);
  }

  private Optional<Settings.SchemaRegistry> schemaRegistry(Mapping fields) {
    Located<String> url = fields.optionalText("url");
    Located<String> auth = fields.optionalText("basic_auth");
    fields.done();
    if (auth != null && auth.value().indexOf(':') < 1) {
      problems.add(auth.place(), "bad basic_auth: expected user:password");
    } else if (auth != null && url == null) {
      problems.add(auth.place(), "bad basic_auth: there is no url that it is for");
    }
    return url == null
        ? Optional.empty()
        : Optional.of(
            new Settings.SchemaRegistry(
                HttpUrl.read(url, "http://registry:8081", problems),
                Optional.ofNullable(auth).map(Located::value)));
  }

  private static Settings.DeadLetters deadLetters(Mapping fields) {
    double share = fields.share("alert_share", 0.01);
    fields.done();
    return new Settings.DeadLetters(share);
  }

  private void oneOf(String what, @Nullable Located<String> text, List<String> known) {
    if (text != null && !known.contains(text.value())) {
      problems.unknown(what, text, known);
    }
  }
}
