package io.tributary.config;

import java.util.Collection;
import java.util.Set;
import java.util.TreeSet;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.jspecify.annotations.Nullable;

/**
 * The names of client properties. Kafka's clients pass over an unknown name with no more than a
 * warning in a log.
 */
final class KafkaProperties {
  /** Of Flink's sources, which take them from the same properties. */
  private static final Set<String> OF_FLINK =
      Set.of(
          "client.id.prefix",
          "partition.discovery.interval.ms",
          "register.consumer.metrics",
          "commit.offsets.on.checkpoint");

  private static final String PROVIDERS = "config.providers";

  /**
   * How many wrong letters make a name a misspelt one, even where plugins have names of their own.
   */
  private static final int SLIPS = 2;

  private static final Set<String> KNOWN = known();

  private KafkaProperties() {}

  private static Set<String> known() {
    Set<String> names = new TreeSet<>(OF_FLINK);
    names.addAll(ConsumerConfig.configNames());
    names.addAll(ProducerConfig.configNames());
    names.addAll(AdminClientConfig.configNames());
    names.add(PROVIDERS);
    return names;
  }

  /**
   * Returns details of an error about a name, or null when it is good.
   *
   * @param all the names of all properties
   */
  static @Nullable String problemOf(String name, Collection<String> all) {
    if (KNOWN.contains(name) || name.startsWith(PROVIDERS + ".")) {
      return null;
    }
    // Classes of others, like interceptors and handlers of logins, read what names they like.
    boolean hasPlugin = all.stream().anyMatch(KafkaProperties::isPlugin);
    String nearest = hasPlugin ? Nearest.to(name, KNOWN, SLIPS) : Nearest.to(name, KNOWN);
    if (nearest == null) {
      return hasPlugin ? null : "allowed=names of Kafka's consumer, producer and admin settings";
    }
    return "nearest=" + nearest;
  }

  private static boolean isPlugin(String name) {
    return KNOWN.contains(name)
        && (name.endsWith(".class")
            || name.endsWith(".classes")
            || name.equals("metric.reporters")
            || name.equals("security.providers"));
  }
}
