package io.tributary.kafka.embedded;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;

/**
 * Where an embedded broker listens, and the address that it tells its clients.
 *
 * @param host name or address that clients know this machine by
 * @param port TCP port; 0 takes a free one
 * @param isLoopback true to listen on the loopback address only, false to listen on all addresses
 *     of this machine, with neither authentication nor encryption
 */
public record EmbeddedListener(String host, int port, boolean isLoopback) {
  private static final String HOST = "127.0.0.1";
  private static final byte[] LOOPBACK = {127, 0, 0, 1};
  private static final byte[] ANY = {0, 0, 0, 0};
  private static final int MOST = 65_535;

  /** On the loopback address, at a free port. */
  static final EmbeddedListener LOCAL = loopback(0);

  /** Returns one on the loopback address. */
  public static EmbeddedListener loopback(int port) {
    return new EmbeddedListener(HOST, port, true);
  }

  /**
   * Returns one on all addresses of this machine.
   *
   * @param address as clients know it, {@code host:port}
   * @throws IllegalArgumentException when it is none
   */
  public static EmbeddedListener parse(String address) {
    int colon = address.lastIndexOf(':');
    try {
      int port = Integer.parseInt(address.substring(colon + 1));
      if (colon > 0 && port > 0 && port <= MOST) {
        return new EmbeddedListener(address.substring(0, colon), port, false);
      }
    } catch (NumberFormatException e) {
      // Told below.
    }
    throw new IllegalArgumentException(
        "not an address: address=" + address + " expected=HOST:PORT");
  }

  EmbeddedListener withPort(int chosen) {
    return new EmbeddedListener(host, chosen, isLoopback);
  }

  /** Returns what clients are told. */
  String address() {
    return host + ":" + port;
  }

  String bindAddress() {
    return (isLoopback ? HOST : "0.0.0.0") + ":" + port;
  }

  InetSocketAddress socketAddress() throws UnknownHostException {
    return new InetSocketAddress(InetAddress.getByAddress(isLoopback ? LOOPBACK : ANY), port);
  }

  /** Returns its address, as for messages. */
  @Override
  public String toString() {
    return address();
  }
}
