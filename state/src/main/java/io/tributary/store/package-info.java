/**
 * The model as serving processes read it: one file per model, written by the mirror and read by any
 * number of processes at the same time.
 *
 * <p>The file is a persisted Chronicle Map from a block's number to bytes of fixed size, which
 * {@link io.tributary.store.StoredBlockLayout} describes. All entries are allocated when the file
 * is created and never move, so after opening we read and write their memory in place, and take
 * none of Chronicle's locks. Those locks live in the file and outlive their holder: a writer killed
 * in the middle of a write would stop every reader, a killed reader would stop the writer, and
 * Chronicle's recovery waits until no process has the file open, which serving never allows.
 * Instead every block has two slots. The writer fills the one that is not current and then
 * publishes it; a reader that finds another slot current after it has read reads again. Nobody ever
 * waits for anybody, and whoever is killed leaves the published slot as it was.
 *
 * <p>A damaged file is refused, not served. What never changes has a checksum at the end of the
 * file, see {@link io.tributary.store.StoreTrailer}, and each version of a block has one in its
 * slot, which a process verifies when it opens the store and when it first meets the version: never
 * once per score. A store also says what features its weights are of, and is refused with others.
 */
@NullMarked
package io.tributary.store;

import org.jspecify.annotations.NullMarked;
