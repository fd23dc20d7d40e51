package io.tributary.bench;

import io.tributary.cluster.BrokerMain;

/** The broker's process, which ends with the benchmark however that ends. */
public final class BenchBroker {
  private BenchBroker() {}

  /** Runs a broker; the data directory and the port are the arguments. */
  public static void main(String[] args) throws InterruptedException {
    ParentWatch.install();
    BrokerMain.main(args);
  }
}
