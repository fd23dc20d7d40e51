package io.tributary.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tributary.files.PrivateFiles;
import io.tributary.operations.ModelFiles;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class ClusterDirectoryTest {
  @TempDir private Path root;

  @Test
  void oneCommandAtATime() {
    ClusterDirectory directory = new ClusterDirectory(root);
    try (ClusterDirectory.Lock lock = directory.lock()) {
      assertThat(lock.channel().isOpen()).isTrue();
      assertThatThrownBy(directory::lock)
          .isInstanceOf(ClusterException.class)
          .hasMessage("another command is changing this cluster: dir=" + root);
    }
    directory.lock().close();
  }

  @Test
  void nobodyElseCanReadIt() throws IOException {
    Path parent = root.resolve("home/.tributary");
    ClusterDirectory directory = new ClusterDirectory(parent.resolve("cluster"));
    directory.lock().close();
    directory.create();
    new ClusterInfo("a:1", "b:2", "c", "d").write(directory.root());
    try (Stream<Path> files = Files.walk(root.resolve("home"))) {
      assertThat(files)
          .hasSizeGreaterThan(10)
          .allSatisfy(
              path ->
                  assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(path)))
                      .endsWith("------"));
    }
  }

  @Test
  void linksInItsPlaceAreNotFollowed() throws IOException {
    Path secret = Files.writeString(root.resolve("secret"), "keep me");
    ClusterDirectory directory = new ClusterDirectory(root.resolve("cluster"));
    directory.create();
    Files.createSymbolicLink(directory.root().resolve(".lock"), secret);
    Files.createSymbolicLink(
        directory.root().resolve(ClusterInfo.FILE + PrivateFiles.NEXT), secret);
    assertThatThrownBy(directory::lock)
        .isInstanceOf(ClusterException.class)
        .hasMessageContaining("is a symbolic link, which is not followed");
    assertThatThrownBy(() -> new ClusterInfo("a:1", "b:2", "c", "d").write(directory.root()))
        .hasMessageContaining("is a symbolic link, which is not followed");
    assertThat(secret).hasContent("keep me");
    Path link = Files.createSymbolicLink(root.resolve("link"), directory.root());
    assertThatThrownBy(() -> new ClusterDirectory(link).lock())
        .isInstanceOf(ClusterException.class)
        .hasMessageStartingWith("cluster's directory can't be used, --dir chooses another: dir=");
  }

  @Test
  void whatOthersPutThereIsNotDeleted() throws IOException {
    Path elsewhere = Files.createDirectory(root.resolve("elsewhere"));
    Path precious = Files.writeString(elsewhere.resolve("precious"), "x");
    ClusterDirectory directory = new ClusterDirectory(root.resolve("cluster"));
    directory.create();
    new ModelFiles(directory.root()).savePipeline("clicks", "name: clicks");
    Files.createSymbolicLink(directory.kafka().resolve("link"), elsewhere);
    Path others = Files.writeString(directory.root().resolve("notes.txt"), "x");
    directory.deleteAll();
    assertThat(directory.root())
        .isDirectoryContaining(others::equals)
        .isDirectoryNotContaining(path -> !others.equals(path));
    assertThat(precious).exists();
    Files.delete(others);
    directory.deleteAll();
    assertThat(directory.root()).doesNotExist();
  }

  @Test
  void portsAskedForMustBeFree() throws IOException {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      int taken = socket.getLocalPort();
      assertThatThrownBy(
              () -> ClusterPorts.choose(ClusterSettings.DEFAULT.withPorts(taken, 0), new Random(1)))
          .isInstanceOf(ClusterException.class)
          .hasMessage("port is taken: rest-port=" + taken + " (0 takes a free one)");
    }
  }

  @Test
  void freePortsAreNotThoseOfOutgoingConnections() {
    ClusterPorts ports =
        ClusterPorts.choose(ClusterSettings.DEFAULT.withPorts(0, 0), new Random(1));
    assertThat(List.of(ports.rest(), ports.rpc(), ports.kafka()))
        .doesNotHaveDuplicates()
        .allMatch(port -> port >= 12_000 && port < 32_000);
  }
}
