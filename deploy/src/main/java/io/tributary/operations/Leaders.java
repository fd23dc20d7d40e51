package io.tributary.operations;

import java.time.Duration;
import java.util.Map;
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

/** Asks, as Flink's own client does, which JobManager leads. */
public final class Leaders {
  private Leaders() {}

  /**
   * Returns the address of the REST API of the one that leads, {@code http://host:port}.
   *
   * @param options Flink's options of high availability
   * @throws JobManagerException when none does in time
   */
  public static String await(Map<String, String> options, Duration time) {
    Listener listener = new Listener();
    Configuration config = Configuration.fromMap(options);
    try (ClientHighAvailabilityServices services =
        HighAvailabilityServicesUtils.createClientHAService(config, listener::handleError)) {
      LeaderRetrievalService leader = services.getClusterRestEndpointLeaderRetriever();
      leader.start(listener);
      try {
        return listener.address.get(time.toMillis(), TimeUnit.MILLISECONDS);
      } finally {
        leader.stop();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new JobManagerException("interrupted while waiting for a jobmanager that leads", e);
    } catch (TimeoutException e) {
      throw new JobManagerException("no jobmanager leads: seconds=" + time.toSeconds(), e);
    } catch (ExecutionException e) {
      throw new JobManagerException("nobody can be asked which jobmanager leads", e.getCause());
    } catch (Exception e) {
      throw new JobManagerException("nobody can be asked which jobmanager leads", e);
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
