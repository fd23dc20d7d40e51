package io.tributary.cluster;

import java.time.Duration;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.runtime.highavailability.ClientHighAvailabilityServices;
import org.apache.flink.runtime.highavailability.HighAvailabilityServicesUtils;
import org.apache.flink.runtime.leaderretrieval.LeaderRetrievalListener;
import org.apache.flink.runtime.leaderretrieval.LeaderRetrievalService;
import org.jspecify.annotations.Nullable;

/** Asks ZooKeeper, as Flink's own client does, which JobManager leads. */
final class Leaders {
  private Leaders() {}

  /**
   * Returns the role of the one that leads.
   *
   * @throws ClusterException when none does in time
   */
  static Role await(ClusterPorts ports, Duration time) {
    Listener listener = new Listener();
    Configuration config = Configuration.fromMap(FlinkOptions.leaders(ports));
    try (ClientHighAvailabilityServices services =
        HighAvailabilityServicesUtils.createClientHAService(config, listener::handleError)) {
      LeaderRetrievalService leader = services.getClusterRestEndpointLeaderRetriever();
      leader.start(listener);
      try {
        String address = listener.address.get(time.toMillis(), TimeUnit.MILLISECONDS);
        return address.endsWith(":" + ports.standbyRest()) ? Role.STANDBY : Role.JOB_MANAGER;
      } finally {
        leader.stop();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new ClusterException("interrupted while waiting for a jobmanager that leads", e);
    } catch (TimeoutException e) {
      throw new ClusterException("no jobmanager leads: seconds=" + time.toSeconds(), e);
    } catch (ExecutionException e) {
      throw new ClusterException("zookeeper can't be asked which jobmanager leads", e.getCause());
    } catch (Exception e) {
      throw new ClusterException("zookeeper can't be asked which jobmanager leads", e);
    }
  }

  private static final class Listener implements LeaderRetrievalListener {
    private final CompletableFuture<String> address = new CompletableFuture<>();

    @Override
    public void notifyLeaderAddress(@Nullable String leader, @Nullable UUID session) {
      if (leader != null) {
        address.complete(leader);
      }
    }

    @Override
    public void handleError(Exception failure) {
      address.completeExceptionally(failure);
    }

    void handleError(Throwable failure) {
      address.completeExceptionally(failure);
    }
  }
}
