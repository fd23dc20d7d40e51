package io.tributary.cluster;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.UnknownHostException;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.random.RandomGenerator;

/**
 * The ports of a local cluster that stay the same when a process is replaced, so that those who
 * talk to it find it again.
 *
 * @param rest the JobManager's REST API and web UI
 * @param rpc where TaskManagers find the JobManager
 * @param kafka the broker
 * @param standbyRest the second JobManager's REST API and web UI; 0 without high availability
 * @param zookeeper ZooKeeper; 0 without high availability
 */
public record ClusterPorts(int rest, int rpc, int kafka, int standbyRest, int zookeeper) {
  /** All processes listen here and nowhere else. */
  static final String HOST = "127.0.0.1";

  private static final byte[] LOOPBACK = {127, 0, 0, 1};
  private static final int USUAL_REST = 8081;
  private static final int USUAL_RPC = 6123;
  private static final int USUAL_KAFKA = 9092;
  private static final int TRIES = 1000;

  // Below the ports that systems give to outgoing connections: a client that keeps dialling the
  // port of a dead process would sooner or later be given that very port as its own, connect to
  // itself, and keep the process from coming back.
  private static final int LOWEST = 12_000;
  private static final int HIGHEST = 32_000;

  /** Creates the ports of a cluster without high availability. */
  public ClusterPorts(int rest, int rpc, int kafka) {
    this(rest, rpc, kafka, 0, 0);
  }

  /** Returns the address of each JobManager's REST API, separated by commas. */
  String restAddress() {
    return standbyRest == 0
        ? restAddress(rest)
        : restAddress(rest) + "," + restAddress(standbyRest);
  }

  /** Returns the address of the REST API of one of the JobManagers. */
  String restAddress(Role role) {
    return restAddress(role instanceof Role.Standby ? standbyRest : rest);
  }

  private static String restAddress(int port) {
    return HOST + ":" + port;
  }

  /** Returns the ports that a process listens on, as far as they stay the same. */
  List<Integer> of(Role role) {
    if (role instanceof Role.Broker) {
      return List.of(kafka);
    }
    if (role instanceof Role.JobManager) {
      return List.of(rest, rpc);
    }
    if (role instanceof Role.Standby) {
      return List.of(standbyRest);
    }
    return role instanceof Role.ZooKeeper ? List.of(zookeeper) : List.of();
  }

  String kafkaAddress() {
    return HOST + ":" + kafka;
  }

  /**
   * Chooses ports as the settings say.
   *
   * @throws ClusterException when a port asked for is taken
   */
  static ClusterPorts choose(ClusterSettings settings, RandomGenerator random) {
    return new Choice(random).choose(settings);
  }

  /** Returns a port for a server that nothing listens on. */
  public static int free() {
    return new Choice(RandomGenerator.getDefault()).free();
  }

  static InetSocketAddress socketAddress(int port) throws UnknownHostException {
    return new InetSocketAddress(InetAddress.getByAddress(LOOPBACK), port);
  }

  /** Returns true when nothing listens on a port. */
  static boolean isFree(int port) {
    try (ServerSocket socket = new ServerSocket()) {
      // As servers do it: connections of a process that is gone must not count.
      socket.setReuseAddress(true);
      socket.bind(socketAddress(port));
      return true;
    } catch (IOException e) {
      return false;
    }
  }

  private static final class Choice {
    private final RandomGenerator random;
    private final Set<Integer> taken = new HashSet<>();

    Choice(RandomGenerator random) {
      this.random = random;
    }

    ClusterPorts choose(ClusterSettings settings) {
      int rest = port("rest-port", settings.restPort(), USUAL_REST);
      int kafka = port("kafka-port", settings.kafkaPort(), USUAL_KAFKA);
      // Nobody asks for this one by name, so it follows the port that people do ask for.
      int rpc =
          settings.restPort() == ClusterSettings.USUAL_PORT
              ? port("rpc", ClusterSettings.USUAL_PORT, USUAL_RPC)
              : port("rpc", 0, USUAL_RPC);
      return settings.isHighlyAvailable()
          ? new ClusterPorts(rest, rpc, kafka, free(), free())
          : new ClusterPorts(rest, rpc, kafka);
    }

    private int port(String name, int wanted, int usual) {
      if (wanted > 0) {
        if (!taken.add(wanted) || !isFree(wanted)) {
          throw new ClusterException(
              "port is taken: " + name + "=" + wanted + " (0 takes a free one)");
        }
        return wanted;
      }
      if (wanted == ClusterSettings.USUAL_PORT && isFree(usual) && taken.add(usual)) {
        return usual;
      }
      return free();
    }

    private int free() {
      for (int i = 0; i < TRIES; i++) {
        int port = random.nextInt(LOWEST, HIGHEST);
        if (isFree(port) && taken.add(port)) {
          return port;
        }
      }
      throw new ClusterException("no free port found: from=" + LOWEST + " to=" + HIGHEST);
    }
  }
}
