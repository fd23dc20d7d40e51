package io.tributary.kafka;

import java.io.Serializable;
import java.util.Map;
import java.util.Properties;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * Kafka client properties of any kind, passed through as they are. Only the names of the properties
 * ever show in {@link #toString}: any value may be a secret.
 */
public final class KafkaSettings implements Serializable {
  private static final String BOOTSTRAP = "bootstrap.servers";

  private final TreeMap<String, String> properties;

  /** Creates settings from client properties. {@code bootstrap.servers} should be among them. */
  public KafkaSettings(Map<String, String> properties) {
    this.properties = new TreeMap<>(properties);
  }

  /** Returns the settings of a broker without any security. */
  public static KafkaSettings of(String bootstrapServers) {
    return new KafkaSettings(Map.of(BOOTSTRAP, bootstrapServers));
  }

  /** Returns the brokers' addresses, which are no secret, or an empty text. */
  public String bootstrapServers() {
    return properties.getOrDefault(BOOTSTRAP, "");
  }

  /** Returns a copy of the properties: do not log it. */
  public Map<String, String> toMap() {
    return new TreeMap<>(properties);
  }

  /** Returns a copy of the properties: do not log it. */
  public Properties toProperties() {
    Properties copy = new Properties();
    copy.putAll(properties);
    return copy;
  }

  @Override
  public String toString() {
    return "KafkaSettings[bootstrapServers="
        + bootstrapServers()
        + " keys="
        + new TreeSet<>(properties.keySet())
        + "]";
  }
}
