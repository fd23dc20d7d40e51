package io.tributary.session;

import java.nio.file.Path;
import java.util.Optional;

/**
 * What was asked of a run.
 *
 * @param from savepoint to go on from
 * @param savepoints directory of the savepoint when it is stopped
 * @param fresh true to begin anew
 */
public record RunOptions(Optional<String> from, Optional<Path> savepoints, boolean fresh) {}
