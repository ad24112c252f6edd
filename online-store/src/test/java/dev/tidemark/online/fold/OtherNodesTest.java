package dev.tidemark.online.fold;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.tidemark.online.grpc.GrpcServer;
import dev.tidemark.online.grpc.PeerChannels;
import dev.tidemark.online.http.HttpServer;
import dev.tidemark.online.http.ReadyNode;
import dev.tidemark.online.http.RecordedMeasures;
import dev.tidemark.online.http.TakenPushes;
import dev.tidemark.online.lookup.Elsewhere;
import dev.tidemark.online.lookup.Host;
import dev.tidemark.online.lookup.Lag;
import dev.tidemark.online.lookup.Lookups;
import dev.tidemark.online.lookup.PeerException;
import dev.tidemark.online.lookup.PeerMeasures;
import dev.tidemark.online.lookup.PeerReads;
import dev.tidemark.online.lookup.Placement;
import dev.tidemark.online.lookup.Serving;
import dev.tidemark.online.request.Admission;
import dev.tidemark.online.request.Door;
import dev.tidemark.online.tls.Certificates;
import dev.tidemark.online.tls.PemFiles;
import dev.tidemark.registry.definition.Settings.GrpcNames;
import dev.tidemark.registry.definition.Settings.Limits;
import dev.tidemark.registry.definition.Settings.Tls;
import feast.proto.serving.ServingAPIProto.FeatureList;
import feast.proto.serving.ServingAPIProto.GetOnlineFeaturesRequest;
import feast.proto.serving.ServingServiceGrpc;
import feast.proto.types.ValueProto.RepeatedValue;
import feast.proto.types.ValueProto.Value;
import io.grpc.ManagedChannel;
import io.grpc.netty.shaded.io.grpc.netty.NettyChannelBuilder;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import javax.net.ssl.X509ExtendedKeyManager;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A node that has nothing itself, and others that it asks over the network. */
@Timeout(60)
class OtherNodesTest {
  private static final HttpClient CLIENT = HttpClient.newHttpClient();
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final Limits ONE = new Limits(1, 0, 10);

  @TempDir Path folder;

  private final Deque<AutoCloseable> parts = new ArrayDeque<>();
  private final CountDownLatch busy = new CountDownLatch(1);
  private Optional<Duration> maxStaleness = Optional.empty();
  private final Counted measures = new Counted();
  private SeenPages owner;

  private static final class Counted implements PeerMeasures {
    final Map<String, Integer> counts = new ConcurrentHashMap<>();

    @Override
    public void asked(Host host, Optional<PeerException.Kind> failed, long nanos) {
      counts.merge(failed.map(Enum::name).orElse("ANSWERED"), 1, Integer::sum);
    }

    @Override
    public void helped(Outcome outcome) {
      counts.merge(outcome.name(), 1, Integer::sum);
    }

    @Override
    public void keys(String entity, From from, int keys) {
      counts.merge(keys + " " + entity + " from " + from, 1, Integer::sum);
    }
  }

  @BeforeEach
  void fold() {
    owner = part(SeenPages.deep(folder.resolve("owner")));
    owner.edit(100, "", Map.of("delta", 5L));
  }

  @AfterEach
  void stop() throws Exception {
    busy.countDown();
    for (AutoCloseable part : parts) {
      part.close();
    }
  }

  private <T extends AutoCloseable> T part(T part) {
    parts.addFirst(part);
    return part;
  }

  /** Who has the only partition, as the node that asks has heard. */
  private record Where(Optional<Host> owner, List<Host> copies, Optional<Lag> lag)
      implements Placement {
    @Override
    public Host self() {
      return new Host("here", 1);
    }

    @Override
    public Replicas of(int partition) {
      return new Replicas(owner, copies);
    }

    @Override
    public Optional<Lag> lag(int partition) {
      return lag;
    }
  }

  private Host node(Serving.Source source, Admission admission, X509ExtendedKeyManager... keys) {
    PeerReads reads = new PeerReads((application, version) -> Optional.of(source));
    GrpcServer server =
        part(
            new GrpcServer(
                new GrpcServer.Parts(
                    owner.fixture().engine(InstantSource.system()),
                    reads,
                    new TakenPushes(),
                    () -> true),
                new RecordedMeasures(),
                GrpcNames.FEATURE,
                new Door(0, admission, List.of(keys).stream().findFirst())));
    return new Host("localhost", server.port());
  }

  private Host ownerNode() {
    return node(owner.fixture().source(), new Admission(Limits.USUAL));
  }

  /** An owner whose only slot is taken until the end of the test. */
  private Host busyNode() {
    Admission admission = new Admission(ONE);
    CountDownLatch taken = new CountDownLatch(1);
    var _ =
        admission.answer(() -> {
          taken.countDown();
          await(busy);
          return CompletableFuture.completedFuture(true);
        });
    await(taken);
    return node(owner.fixture().source(), admission);
  }

  private Host copyNode(Lag lag) {
    SeenPages copy = part(SeenPages.deep(folder.resolve("copy")));
    copy.edit(100, "", Map.of("delta", 5L));
    copy.fixture().state().disown(0);
    Where where = new Where(Optional.empty(), List.of(), Optional.of(lag));
    return node(copy.fixture().source(where), new Admission(Limits.USUAL));
  }

  private static void await(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  private Lookups asking(Placement placement, Duration deadline, int waiting) {
    return asking(placement, deadline, waiting, Optional.empty());
  }

  private Lookups asking(
      Placement placement, Duration deadline, int waiting, Optional<Path> trusted) {
    return owner
        .fixture()
        .farEngine(
            InstantSource.system(),
            placement,
            new Elsewhere(
                part(new PeerChannels(trusted)),
                new Elsewhere.Bounds(deadline, maxStaleness, waiting),
                measures));
  }

  private static Where at(Host owner, Host... copies) {
    return new Where(Optional.of(owner), List.of(copies), Optional.empty());
  }

  private HttpServer front(Lookups lookups) {
    return part(
        new HttpServer(
            lookups, new TakenPushes(), new ReadyNode(), new RecordedMeasures(), Door.at(0)));
  }

  private static CompletableFuture<HttpResponse<String>> post(
      HttpServer front, String path, String body) {
    return CLIENT.sendAsync(
        HttpRequest.newBuilder(URI.create("http://localhost:" + front.port() + path))
            .POST(BodyPublishers.ofString(body))
            .build(),
        BodyHandlers.ofString());
  }

  private static CompletableFuture<HttpResponse<String>> lookup(HttpServer front) {
    return post(
        front,
        "/get-online-features",
        "{\"features\": [\"edits:delta_now\"], \"entities\": {\"page\": [\"Kočka\"]}}");
  }

  private static JsonNode answer(HttpServer front) throws Exception {
    HttpResponse<String> answer = lookup(front).get();
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
    return JSON.readTree(answer.body());
  }

  @Test
  void the_owner_answers() throws Exception {
    JsonNode answer = answer(front(asking(at(ownerNode()), Duration.ofSeconds(10), 10)));
    assertThat(answer.at("/results/1/values/0").asLong()).isEqualTo(5);
    assertThat(answer.at("/metadata/tidemark").isMissingNode()).isTrue();
    assertThat(measures.counts)
        .containsEntry("ANSWERED", 1)
        .containsEntry("OWNERS", 1)
        .containsEntry("1 page from OWNER", 1);
  }

  @Test
  void a_copy_answers_for_an_owner_that_has_too_much_to_do() throws Exception {
    Where where = at(busyNode(), copyNode(new Lag(12, 300)));
    JsonNode answer = answer(front(asking(where, Duration.ofSeconds(10), 10)));
    assertThat(answer.at("/results/1/values/0").asLong()).isEqualTo(5);
    assertThat(answer.at("/metadata/tidemark/copies/edits/events").asLong()).isEqualTo(12);
    assertThat(measures.counts)
        .containsEntry("ANSWERED", 1)
        .containsEntry("COPIES", 1)
        .containsEntry("1 page from COPY", 1);
  }

  @Test
  void a_copy_that_is_too_old_does_not_answer() throws Exception {
    maxStaleness = Optional.of(Duration.ofMillis(299));
    Where where =
        new Where(Optional.empty(), List.of(copyNode(new Lag(12, 300))), Optional.empty());
    JsonNode answer = answer(front(asking(where, Duration.ofSeconds(2), 10)));
    assertThat(answer.at("/results/1/statuses/0").asText()).isEqualTo("INVALID");
    assertThat(measures.counts)
        .containsEntry("INCOMPLETE", 1)
        .containsEntry("1 page from TOO_STALE", 1);
  }

  @Test
  void when_nobody_else_has_the_key_the_whole_lookup_is_refused_as_by_a_node_of_its_own()
      throws Exception {
    Host host = busyNode();
    Lookups lookups = asking(at(host), Duration.ofSeconds(2), 10);
    String message =
        "Cannot look up now: %s, where some of the keys are, works on too many lookups; try again soon"
            .formatted(host);

    HttpResponse<String> refused = lookup(front(lookups)).get();
    assertThat(refused.statusCode()).as(refused.body()).isEqualTo(429);
    assertThat(refused.headers().firstValue("Retry-After")).hasValue("1");
    assertThat(refused.body()).contains(message);
    assertThat(measures.counts).containsEntry("REFUSED", 1);

    GrpcServer front =
        part(
            new GrpcServer(
                new GrpcServer.Parts(lookups, new TakenPushes(), () -> true),
                new RecordedMeasures(),
                GrpcNames.FEATURE,
                Door.at(0)));
    ManagedChannel channel =
        NettyChannelBuilder.forAddress("localhost", front.port()).usePlaintext().build();
    part(channel::shutdownNow);
    GetOnlineFeaturesRequest request =
        GetOnlineFeaturesRequest.newBuilder()
            .setFeatures(FeatureList.newBuilder().addVal("edits:delta_now"))
            .putEntities(
                "page",
                RepeatedValue.newBuilder().addVal(Value.newBuilder().setStringVal("Kočka")).build())
            .build();
    assertThatThrownBy(() -> ServingServiceGrpc.newBlockingStub(channel).getOnlineFeatures(request))
        .hasMessage("RESOURCE_EXHAUSTED: " + message);
  }

  @Test
  void lookups_that_wait_for_a_node_that_is_dead_do_not_pile_up() throws Exception {
    try (ServerSocket dead = new ServerSocket(0, 50, InetAddress.getLoopbackAddress())) {
      HttpServer front =
          front(asking(at(new Host("localhost", dead.getLocalPort())), Duration.ofSeconds(2), 3));
      List<CompletableFuture<HttpResponse<String>>> asked = new ArrayList<>();
      for (int i = 0; i < 10; i++) {
        asked.add(lookup(front));
      }
      int refused = 0;
      for (var answer : asked) {
        if (answer.get().statusCode() == 429) {
          refused++;
          assertThat(answer.get().body())
              .contains("Cannot look up now: 3 lookups wait for other nodes; try again soon");
        } else {
          assertThat(answer.get().body()).contains("INVALID", "it does not answer in time");
        }
      }
      assertThat(refused).isEqualTo(7);
      assertThat(lookup(front).get().statusCode()).as("there is room again").isEqualTo(200);
    }
  }

  @Test
  void what_is_held_of_a_key_its_owner_tells() throws Exception {
    String body = "{\"entity\": \"page\", \"key\": {\"page\": \"Kočka\"}}";
    Lookups lookups = asking(at(ownerNode()), Duration.ofSeconds(10), 10);
    HttpResponse<String> seen = post(front(lookups), "/api/v1/seen", body).get();
    HttpServer own = front(owner.fixture().engine(InstantSource.system()));
    assertThat(seen.body()).isEqualTo(post(own, "/api/v1/seen", body).get().body());
    assertThat(JSON.readTree(seen.body()).at("/logs/0/last_offset").asLong()).isZero();

    Host copy = copyNode(new Lag(0, 0));
    HttpServer astray = front(asking(at(copy), Duration.ofMillis(300), 10));
    HttpResponse<String> refused = post(astray, "/api/v1/seen", body).get();
    assertThat(refused.statusCode()).isEqualTo(503);
    assertThat(refused.body()).contains("the node at " + copy + " has it and did not tell in time");
  }

  private X509ExtendedKeyManager keys(Certificates own, String name) throws IOException {
    Path certificate = Files.writeString(folder.resolve(name + ".pem"), own.chain());
    Path key = Files.writeString(folder.resolve(name + ".key"), own.key());
    return part(new PemFiles(new Tls(certificate, key)));
  }

  @Test
  void nodes_with_tls_trust_the_certificate_that_they_show_themselves() throws Exception {
    Certificates own = Certificates.fresh(folder, "EC", "own");
    X509ExtendedKeyManager keys = keys(own, "own");
    Host host = node(owner.fixture().source(), new Admission(Limits.USUAL), keys);

    Optional<Path> trusted = Optional.of(folder.resolve("own.pem"));
    JsonNode answer = answer(front(asking(at(host), Duration.ofSeconds(10), 10, trusted)));
    assertThat(answer.at("/results/1/values/0").asLong()).isEqualTo(5);
  }

  @Test
  void a_node_that_shows_another_certificate_is_not_asked_and_the_reason_says_so()
      throws Exception {
    X509ExtendedKeyManager keys = keys(Certificates.fresh(folder, "EC", "own"), "own");
    Host host = node(owner.fixture().source(), new Admission(Limits.USUAL), keys);
    keys(Certificates.fresh(folder, "EC", "other"), "other");

    Optional<Path> trusted = Optional.of(folder.resolve("other.pem"));
    JsonNode answer = answer(front(asking(at(host), Duration.ofSeconds(2), 10, trusted)));
    assertThat(answer.at("/results/1/statuses/0").asText()).isEqualTo("INVALID");
    assertThat(answer.at("/metadata/tidemark/reasons/0").asText())
        .contains(host.toString(), "certif");
  }
}
