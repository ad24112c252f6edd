package dev.tidemark.online.fold;

import dev.tidemark.registry.deployment.Topics;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.stream.Stream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.errors.GroupIdNotFoundException;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Removes what jobs have left behind: local state, the changelog topic and the group. */
final class Leftovers {
  private static final Logger LOG = LoggerFactory.getLogger(Leftovers.class);

  private final FoldSettings settings;
  private final Admin admin;

  Leftovers(FoldSettings settings, Admin admin) {
    this.settings = settings;
    this.admin = admin;
  }

  /** Stops a job that nobody reads any more, and removes all of it. */
  void remove(FoldJob job) {
    String application = job.plan().application();
    job.leave();
    removeLocal(application);
    removeRemote(application);
    LOG.info("Removed {}", application);
  }

  /** Removes what belongs to no job of the project: called before the first job is started. */
  void removeAllBut(Topics topics, Collection<String> applications) {
    String prefix = topics.foldApplication("", "");
    String begin = prefix.substring(0, prefix.length() - 1);
    for (String local : folders()) {
      if (!applications.contains(local)) {
        removeLocal(local);
      }
    }
    for (String topic : topicNames()) {
      if (topic.startsWith(begin) && topic.endsWith(EntityPlan.CHANGELOG)) {
        String application = topic.substring(0, topic.length() - EntityPlan.CHANGELOG.length());
        if (!applications.contains(application)) {
          removeRemote(application);
        }
      }
    }
  }

  private List<String> folders() {
    Path folder = settings.streamsFolder();
    if (!Files.isDirectory(folder)) {
      return List.of();
    }
    try (Stream<Path> files = Files.list(folder)) {
      return files.map(file -> file.getFileName().toString()).toList();
    } catch (IOException e) {
      throw new UncheckedIOException("Cannot list " + folder, e);
    }
  }

  private Set<String> topicNames() {
    try {
      return admin.listTopics().names().get();
    } catch (ExecutionException e) {
      LOG.warn("Cannot list topics; leftovers stay", e.getCause());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    return Set.of();
  }

  private void removeLocal(String application) {
    try {
      Files.deleteIfExists(settings.caughtUpMarker(application));
      Path folder = settings.streamsFolder(application);
      if (Files.exists(folder)) {
        List<Path> files;
        try (Stream<Path> walk = Files.walk(folder)) {
          files = walk.sorted(Comparator.reverseOrder()).toList();
        }
        for (Path file : files) {
          Files.deleteIfExists(file);
        }
      }
    } catch (IOException e) {
      LOG.warn("Cannot remove the local state of {}", application, e);
    }
  }

  /** The group first: while a node is still in it, its changelog stays. */
  private void removeRemote(String application) {
    boolean left = done(admin.deleteConsumerGroups(List.of(application)).all(), application);
    if (left) {
      done(admin.deleteTopics(List.of(application + EntityPlan.CHANGELOG)).all(), application);
    }
  }

  private static boolean done(KafkaFuture<Void> deletion, String application) {
    try {
      deletion.get();
      return true;
    } catch (ExecutionException e) {
      if (e.getCause() instanceof GroupIdNotFoundException
          || e.getCause() instanceof UnknownTopicOrPartitionException) {
        return true;
      }
      LOG.warn("Cannot remove {} from Kafka; trying again at the next start", application, e);
      return false;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    }
  }
}
