package io.tributary.cluster;

import java.time.Duration;
import java.util.OptionalLong;

/**
 * How one process of a local cluster is.
 *
 * @param role what it is there for
 * @param pid its process id; 0 when it is missing
 * @param state whether it works
 * @param memory bytes it occupies; empty when it is gone, or the system does not say
 * @param uptime time since it was started; zero when it is gone
 * @param address where it listens; empty when it does not say
 * @param slots slots it offers, of a registered TaskManager
 * @param freeSlots slots that no job uses
 */
public record ProcessStatus(
    Role role,
    long pid,
    ProcessState state,
    OptionalLong memory,
    Duration uptime,
    String address,
    int slots,
    int freeSlots) {}
