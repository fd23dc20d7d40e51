package io.tributary.kafka.embedded;

import io.tributary.files.PrivateFiles;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.channels.ServerSocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.OptionalInt;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import kafka.server.BrokerServer;
import kafka.server.ControllerServer;
import kafka.server.KafkaConfig;
import kafka.server.KafkaRaftServer;
import kafka.server.SharedServer;
import org.apache.kafka.common.metrics.Metrics;
import org.apache.kafka.common.utils.Time;
import org.apache.kafka.metadata.bootstrap.BootstrapMetadata;
import org.apache.kafka.metadata.properties.MetaPropertiesEnsemble;
import org.apache.kafka.metadata.storage.Formatter;
import org.apache.kafka.raft.QuorumConfig;
import org.apache.kafka.server.ServerSocketFactory;
import org.apache.kafka.server.fault.FaultHandler;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import scala.Tuple2;

/**
 * Broker and controller, put together the way {@link KafkaRaftServer} does it, but for two things
 * that an embedding JVM can't bear: sockets are bound before the configuration names their ports,
 * so that no other process can take a port in between, and a fault is reported instead of ending
 * the JVM.
 */
final class EmbeddedNode implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(EmbeddedNode.class);
  private static final int NODE_ID = 1;
  private static final String CLUSTER_ID = "tributary-embedded-krf";
  private static final String CONTROLLER_LISTENER = "CONTROLLER";
  private static final String CLIENT_LISTENER = "PLAINTEXT";
  private static final String SCRAM = "SCRAM-SHA-512";
  private static final Duration SHUTDOWN_TIMEOUT = Duration.ofSeconds(30);

  private final int port;
  private final OptionalInt securedPort;
  private final ControllerServer controller;
  private final BrokerServer broker;

  private EmbeddedNode(
      int port, OptionalInt securedPort, ControllerServer controller, BrokerServer broker) {
    this.port = port;
    this.securedPort = securedPort;
    this.controller = controller;
    this.broker = broker;
  }

  /**
   * Starts a node.
   *
   * @param listeners where clients find it, at least one; brokers use the first
   * @param tls for a further listener on the loopback address, for clients with a password
   * @param session how long it may keep silent until its controller believes it gone
   */
  static EmbeddedNode start(
      Path dataDir, List<EmbeddedListener> listeners, @Nullable EmbeddedTls tls, Duration session) {
    List<ServerSocketChannel> sockets = new ArrayList<>();
    List<EmbeddedListener> all = new ArrayList<>(listeners);
    if (tls != null) {
      all.add(EmbeddedListener.LOCAL);
    }
    try {
      PrivateFiles.directory(dataDir);
      sockets.add(bind(EmbeddedListener.LOCAL));
      for (EmbeddedListener listener : all) {
        sockets.add(bind(listener));
      }
      return start(dataDir, all, tls, session, sockets);
    } catch (Exception e) {
      // Closing one again that a server has closed already does no harm.
      sockets.forEach(EmbeddedNode::closeQuietly);
      throw new IllegalStateException(
          "embedded broker can't start: dataDir=" + dataDir + " listeners=" + listeners, e);
    }
  }

  private static EmbeddedNode start(
      Path dataDir,
      List<EmbeddedListener> listeners,
      @Nullable EmbeddedTls tls,
      Duration session,
      List<ServerSocketChannel> bound)
      throws Exception {
    Map<String, ServerSocketChannel> sockets = new HashMap<>();
    sockets.put(CONTROLLER_LISTENER, bound.get(0));
    List<EmbeddedListener> chosen = new ArrayList<>();
    for (int i = 0; i < listeners.size(); i++) {
      sockets.put(name(i), bound.get(i + 1));
      chosen.add(listeners.get(i).withPort(portOf(bound.get(i + 1))));
    }
    Map<String, String> settings =
        new HashMap<>(settings(dataDir, session, portOf(bound.get(0)), chosen));
    if (tls != null) {
      secure(settings, name(chosen.size() - 1), tls);
    }
    KafkaConfig config = new KafkaConfig(settings, false);
    format(dataDir);
    Tuple2<MetaPropertiesEnsemble, BootstrapMetadata> directories =
        KafkaRaftServer.initializeLogDirs(config, LOG, "[embedded] ");
    SharedServer shared =
        new SharedServer(
            config,
            directories._1(),
            Time.SYSTEM,
            new Metrics(),
            CompletableFuture.completedFuture(
                QuorumConfig.parseVoterConnections(config.quorumConfig().voters())),
            List.of(),
            (name, fatal, action) -> faultHandler(name, action),
            socketFactory(sockets));
    EmbeddedNode node =
        new EmbeddedNode(
            portOf(bound.get(1)),
            tls == null ? OptionalInt.empty() : OptionalInt.of(portOf(bound.get(chosen.size()))),
            new ControllerServer(shared, KafkaRaftServer.configSchema(), directories._2()),
            new BrokerServer(shared));
    try {
      node.controller.startup();
      node.broker.startup();
      return node;
    } catch (RuntimeException e) {
      node.close();
      throw e;
    }
  }

  int port() {
    return port;
  }

  int securedPort() {
    return securedPort.orElseThrow(
        () -> new IllegalStateException("broker has no listener with security: port=" + port));
  }

  @Override
  public void close() {
    // The broker first: it tells the controller that it leaves.
    try {
      broker.shutdown(SHUTDOWN_TIMEOUT);
    } finally {
      controller.shutdown();
    }
  }

  private static void format(Path dataDir) throws Exception {
    try (PrintStream silent =
        new PrintStream(OutputStream.nullOutputStream(), false, StandardCharsets.UTF_8)) {
      new Formatter()
          .setNodeId(NODE_ID)
          .setClusterId(CLUSTER_ID)
          .addDirectory(dataDir.toString())
          .setMetadataLogDirectory(dataDir.toString())
          .setControllerListenerName(CONTROLLER_LISTENER)
          .setIgnoreFormatted(true)
          .setPrintStream(silent)
          .run();
    }
  }

  private static Map<String, String> settings(
      Path dataDir, Duration session, int controllerPort, List<EmbeddedListener> listeners) {
    String controller = CONTROLLER_LISTENER + "://127.0.0.1:" + controllerPort;
    return Map.ofEntries(
        Map.entry("process.roles", "broker,controller"),
        Map.entry("node.id", Integer.toString(NODE_ID)),
        Map.entry("controller.quorum.voters", NODE_ID + "@127.0.0.1:" + controllerPort),
        Map.entry("controller.listener.names", CONTROLLER_LISTENER),
        Map.entry(
            "listeners", addresses(listeners, EmbeddedListener::bindAddress) + "," + controller),
        Map.entry("advertised.listeners", addresses(listeners, EmbeddedListener::address)),
        Map.entry("inter.broker.listener.name", CLIENT_LISTENER),
        Map.entry("listener.security.protocol.map", protocols(listeners.size())),
        Map.entry("log.dirs", dataDir.toString()),
        Map.entry("auto.create.topics.enable", "false"),
        Map.entry("group.initial.rebalance.delay.ms", "0"),
        Map.entry("broker.session.timeout.ms", Long.toString(session.toMillis())),
        Map.entry("broker.heartbeat.interval.ms", "500"),
        // On a busy machine it may take its time to find its own controller.
        Map.entry("initial.broker.registration.timeout.ms", "600000"),
        Map.entry("offsets.topic.replication.factor", "1"),
        Map.entry("offsets.topic.num.partitions", "1"),
        Map.entry("transaction.state.log.replication.factor", "1"),
        Map.entry("transaction.state.log.min.isr", "1"),
        Map.entry("transaction.state.log.num.partitions", "1"),
        Map.entry("share.coordinator.state.topic.replication.factor", "1"),
        Map.entry("share.coordinator.state.topic.min.isr", "1"),
        Map.entry("share.coordinator.state.topic.num.partitions", "1"),
        Map.entry("log.segment.bytes", Integer.toString(64 << 20)),
        Map.entry("log.index.size.max.bytes", Integer.toString(1 << 20)),
        Map.entry("log.segment.delete.delay.ms", "1000"),
        Map.entry("log.cleaner.dedupe.buffer.size", Integer.toString(8 << 20)),
        Map.entry("num.network.threads", "2"),
        Map.entry("num.io.threads", "2"),
        Map.entry("background.threads", "2"),
        Map.entry("num.recovery.threads.per.data.dir", "1"),
        // Two nodes in one JVM would register the same JMX beans.
        Map.entry("metric.reporters", ""));
  }

  /** Returns the name of a listener for clients, counted from 0. */
  private static String name(int listener) {
    return listener == 0 ? CLIENT_LISTENER : CLIENT_LISTENER + listener;
  }

  private static String addresses(
      List<EmbeddedListener> listeners, Function<EmbeddedListener, String> address) {
    return IntStream.range(0, listeners.size())
        .mapToObj(i -> name(i) + "://" + address.apply(listeners.get(i)))
        .collect(Collectors.joining(","));
  }

  private static String protocols(int listeners) {
    return IntStream.range(0, listeners)
        .mapToObj(i -> name(i) + ":PLAINTEXT")
        .collect(Collectors.joining(",", CONTROLLER_LISTENER + ":PLAINTEXT,", ""));
  }

  private static void secure(Map<String, String> settings, String listener, EmbeddedTls tls) {
    settings.compute(
        "listener.security.protocol.map",
        (key, map) -> map.replace("," + listener + ":PLAINTEXT", "," + listener + ":SASL_SSL"));
    settings.put("sasl.enabled.mechanisms", SCRAM);
    String own = "listener.name." + listener.toLowerCase(Locale.ROOT) + ".";
    settings.put(
        own + SCRAM.toLowerCase(Locale.ROOT) + ".sasl.jaas.config",
        "org.apache.kafka.common.security.scram.ScramLoginModule required;");
    settings.put(own + "ssl.keystore.type", "PKCS12");
    settings.put(own + "ssl.keystore.location", tls.keyStore().toString());
    settings.put(own + "ssl.keystore.password", tls.password());
    settings.put(own + "ssl.key.password", tls.password());
  }

  private static FaultHandler faultHandler(String name, Runnable action) {
    return (message, cause) -> {
      action.run();
      LOG.error("fault in the embedded broker: handler={} fault={}", name, message, cause);
      return new IllegalStateException(
          "fault in the embedded broker: handler=" + name + " fault=" + message, cause);
    };
  }

  private static ServerSocketFactory socketFactory(Map<String, ServerSocketChannel> sockets) {
    return (listener, address, backlog, receiveBuffer) -> {
      ServerSocketChannel socket = sockets.get(listener);
      if (socket == null) {
        throw new IOException("no socket was bound for a listener: listener=" + listener);
      }
      return socket;
    };
  }

  private static ServerSocketChannel bind(EmbeddedListener listener) throws IOException {
    ServerSocketChannel socket = ServerSocketChannel.open();
    try {
      socket.configureBlocking(false);
      socket.bind(listener.socketAddress());
      return socket;
    } catch (IOException e) {
      socket.close();
      throw e;
    }
  }

  private static int portOf(ServerSocketChannel socket) {
    return socket.socket().getLocalPort();
  }

  private static void closeQuietly(ServerSocketChannel socket) {
    try {
      socket.close();
    } catch (IOException e) {
      LOG.debug("socket of a broker that did not start can't be closed", e);
    }
  }
}
