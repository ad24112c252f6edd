package dev.tidemark.cli.bench;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.tidemark.cli.bench.LoadProcess.Target;
import dev.tidemark.cli.bench.LoadProcess.Task;
import dev.tidemark.cli.console.Console;
import dev.tidemark.cli.node.RunningNode;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.regex.Pattern;
import org.HdrHistogram.Histogram;

/**
 * What a node does with three times the lookups that it can answer; node and clients are processes
 * of their own.
 */
public final class OverloadBench {
  private static final double UNLOADED = 0.3;
  private static final double OVERLOAD = 3;

  private static final Path TASKSET = Path.of("/usr/bin/taskset");
  private static final Pattern USED = Pattern.compile("used (\\d+)K");
  private static final JsonMapper JSON = new JsonMapper();

  private final Plan plan;
  private final Console console;
  private final Path folder;

  /**
   * What to measure.
   *
   * @param clients of the closed loop that finds the capacity
   * @param warmUp of the closed loop; that of the overload is half of it
   * @param time of the overload; that of the others is a fifth
   */
  public record Plan(
      Protocol protocol,
      int rows,
      int features,
      int keys,
      int clients,
      Duration warmUp,
      Duration time) {}

  /**
   * A bench.
   *
   * @param folder an empty one, for everything that the processes write
   */
  public OverloadBench(Plan plan, Console console, Path folder) {
    this.plan = plan;
    this.console = console;
    this.folder = folder;
  }

  /** Measures and prints. */
  public void run() throws IOException, InterruptedException {
    BenchFeatures features = new BenchFeatures(List.of(plan.features()), plan.keys(), List.of(0.0));
    Cell cell = new Cell(plan.protocol(), plan.rows(), plan.features(), 0);
    Path repository = Files.createDirectory(folder.resolve("repository"));
    features.writeRepository(repository, "");
    Path requests = folder.resolve("requests");
    LoadProcess.write(requests, features.requests(cell));
    console.say("Starting a node …");
    int half = Runtime.getRuntime().availableProcessors() / 2;
    try (Child server = LookupBench.server(processors(0, half), folder, repository);
        Child load =
            new Child(processors(half, half), folder.resolve("load.log"), LoadProcess.class)) {
      RunningNode node = LookupBench.started(server, repository);
      LookupBench.fill(features, node);
      measure(server, load, LookupBench.target(plan.protocol(), node, requests));
    }
  }

  /**
   * Keeps a process to some processors, where that can be done: clients that compete with the node
   * for them cannot ask three times as much, nor tell how long an answer took.
   */
  private static List<String> processors(int first, int count) {
    return count > 0 && Files.isExecutable(TASKSET)
        ? List.of(TASKSET.toString(), "-c", "%d-%d".formatted(first, first + count - 1))
        : List.of();
  }

  private void measure(Child server, Child load, Target target)
      throws IOException, InterruptedException {
    console.say("Measuring …");
    Duration round = plan.time().dividedBy(5);
    var _ = send(load, Task.closed(target, plan.clients(), plan.warmUp()));
    Result capacity = send(load, Task.closed(target, plan.clients(), round));
    print("capacity", capacity);
    Result unloaded = send(load, Task.open(target, UNLOADED * capacity.perSecond(), round));
    print("unloaded", unloaded);
    // So that both sides have compiled what refuses
    var _ =
        send(load, Task.open(target, OVERLOAD * capacity.perSecond(), plan.warmUp().dividedBy(2)));
    long before = heap(server);
    long nodeBefore = server.cpu().toNanos();
    long clientsBefore = load.cpu().toNanos();
    Result overload = send(load, Task.open(target, OVERLOAD * capacity.perSecond(), plan.time()));
    double seconds = plan.time().toNanos() / 1e9;
    double node = (server.cpu().toNanos() - nodeBefore) / 1e9 / seconds;
    double clients = (load.cpu().toNanos() - clientsBefore) / 1e9 / seconds;
    long after = heap(server);
    print("overload", overload);
    console.result("processors busy: node %.2f   clients %.2f".formatted(node, clients));
    console.result(
        "served p99 ÷ unloaded p99: %.2f   refused p99: %.2f ms   failed: %d   heap: %.1f → %.1f MB"
            .formatted(
                p99(overload.latencies()) / p99(unloaded.latencies()),
                p99(overload.refusals()),
                overload.failed(),
                before / 1e3,
                after / 1e3));
  }

  private static Result send(Child load, Task task) {
    try {
      return JSON.readValue(load.ask(JSON.writeValueAsString(task)), Result.class);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException(e);
    }
  }

  private void print(String name, Result result) {
    console.result(
        "%-8s  served %,8.0f/s  %s   refused %,d  %s   failed %d"
            .formatted(
                name,
                result.perSecond(),
                latencies(result.latencies()),
                result.refusals().getTotalCount(),
                latencies(result.refusals()),
                result.failed()));
  }

  private static String latencies(Histogram latencies) {
    return "p50 %.2f  p99 %.2f  max %.1f ms"
        .formatted(
            latencies.getValueAtPercentile(50) / 1e6,
            p99(latencies),
            latencies.getMaxValue() / 1e6);
  }

  private static double p99(Histogram latencies) {
    return latencies.getValueAtPercentile(99) / 1e6;
  }

  /** What a process uses after a garbage collection, in kB. */
  private static long heap(Child process) throws IOException, InterruptedException {
    var _ = jcmd(process, "GC.run");
    // Besides the heap it tells of classes
    return jcmd(process, "GC.heap_info")
        .lines()
        .filter(line -> !line.contains("Metaspace") && !line.contains("class space"))
        .flatMap(line -> USED.matcher(line).results())
        .mapToLong(used -> Long.parseLong(used.group(1)))
        .sum();
  }

  private static String jcmd(Child process, String command)
      throws IOException, InterruptedException {
    Path jcmd = Path.of(System.getProperty("java.home"), "bin", "jcmd");
    Process run =
        new ProcessBuilder(jcmd.toString(), Long.toString(process.pid()), command).start();
    String said = new String(run.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    run.waitFor();
    return said;
  }
}
