package io.tributary.cli;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.common.quota.ClientQuotaAlteration;
import org.apache.kafka.common.quota.ClientQuotaEntity;
import org.jspecify.annotations.Nullable;

/** Limits what each client of a broker may read, so that a backlog lasts on any machine. */
final class ReadLimit {
  private ReadLimit() {}

  /**
   * Sets the limit.
   *
   * @param bytesPerSecond how much each may read, or null for as much as it can
   */
  static void set(String bootstrapServers, @Nullable Double bytesPerSecond)
      throws ExecutionException, InterruptedException {
    Map<String, @Nullable String> everyClient = new HashMap<>();
    everyClient.put(ClientQuotaEntity.CLIENT_ID, null);
    ClientQuotaAlteration.Op limit =
        new ClientQuotaAlteration.Op("consumer_byte_rate", bytesPerSecond);
    try (Admin admin =
        Admin.create(Map.<String, Object>of("bootstrap.servers", bootstrapServers))) {
      admin
          .alterClientQuotas(
              List.of(
                  new ClientQuotaAlteration(new ClientQuotaEntity(everyClient), List.of(limit))))
          .all()
          .get();
    }
  }
}
