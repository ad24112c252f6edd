package dev.tidemark.online.fold;

import dev.tidemark.online.lookup.Host;
import java.time.Duration;
import java.util.Collection;
import java.util.HashSet;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.ConsumerGroupDescription;
import org.apache.kafka.clients.admin.DescribeConsumerGroupsOptions;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.errors.InterruptException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The members of jobs' groups. Their client ids, which anybody may read, say where they answer. */
final class Members {
  private static final Logger LOG = LoggerFactory.getLogger(Members.class);
  private static final Duration PATIENCE = Duration.ofSeconds(3);

  /** Kafka Streams appends the thread. */
  private static final Pattern CLIENT_ID = Pattern.compile(".*@(.+:\\d+)-StreamThread-.*");

  private Members() {}

  /** The client id of an application on a node. */
  static String clientId(String application, Host self) {
    return application + "@" + self;
  }

  /** Where the members of applications answer, as far as the brokers tell in time. */
  static Set<Host> of(Admin admin, Collection<String> applications) {
    Set<Host> members = new HashSet<>();
    admin
        .describeConsumerGroups(
            applications, new DescribeConsumerGroupsOptions().timeoutMs((int) PATIENCE.toMillis()))
        .describedGroups()
        .forEach((application, description) -> members.addAll(members(application, description)));
    return members;
  }

  private static Set<Host> members(
      String application, KafkaFuture<ConsumerGroupDescription> description) {
    Set<Host> members = new HashSet<>();
    try {
      description
          .get()
          .members()
          .forEach(member -> {
            Matcher id = CLIENT_ID.matcher(member.clientId());
            if (id.matches()) {
              members.add(Host.of(id.group(1)));
            }
          });
    } catch (ExecutionException e) {
      LOG.debug("Cannot tell who folds {}", application, e);
    } catch (InterruptedException e) {
      throw new InterruptException(e); // sets the thread's flag
    }
    return members;
  }
}
