package io.tributary.store;

import io.tributary.files.PrivateFiles;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * The right to write a store file: an operating system lock on the file beside it, which ends with
 * its holder, however that ends. The holder's process number is in the file, for whoever meets it.
 * Nobody else can read it, and a link in its place is not followed: the name is easily guessed.
 */
final class WriterLock implements AutoCloseable {
  private final FileChannel channel;

  private WriterLock(FileChannel channel) {
    this.channel = channel;
  }

  static WriterLock acquire(Path storeFile) throws IOException {
    Path file = storeFile.resolveSibling(storeFile.getFileName() + ".lock");
    FileChannel channel = PrivateFiles.open(file);
    try {
      if (!tryLock(channel)) {
        throw new IllegalStateException(
            "model store has another writer: file="
                + storeFile
                + " lock="
                + file
                + " pid="
                + Files.readString(file));
      }
      byte[] pid = Long.toString(ProcessHandle.current().pid()).getBytes(StandardCharsets.US_ASCII);
      channel.truncate(0);
      channel.write(ByteBuffer.wrap(pid), 0);
      return new WriterLock(channel);
    } catch (IOException | RuntimeException e) {
      channel.close();
      throw e;
    }
  }

  private static boolean tryLock(FileChannel channel) throws IOException {
    try {
      FileLock lock = channel.tryLock();
      return lock != null;
    } catch (OverlappingFileLockException e) {
      return false;
    }
  }

  @Override
  public void close() throws IOException {
    channel.close();
  }
}
