package io.tributary.cluster;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.regex.Pattern;

/**
 * Assembles what an image of a container needs to be an installation of Flink: {@code DIR/lib}, and
 * the options that Flink's processes need on Java 17, in {@code DIR/conf/jvm.options}.
 */
public final class FlinkHome {
  /** What the configuration of a Flink installation opens on Java 17. */
  static final List<String> OPENS =
      List.of(
          "--add-exports=java.base/sun.net.util=ALL-UNNAMED",
          "--add-exports=java.rmi/sun.rmi.registry=ALL-UNNAMED",
          "--add-exports=java.security.jgss/sun.security.krb5=ALL-UNNAMED",
          "--add-opens=java.base/java.lang=ALL-UNNAMED",
          "--add-opens=java.base/java.net=ALL-UNNAMED",
          "--add-opens=java.base/java.io=ALL-UNNAMED",
          "--add-opens=java.base/java.nio=ALL-UNNAMED",
          "--add-opens=java.base/sun.nio.ch=ALL-UNNAMED",
          "--add-opens=java.base/java.lang.reflect=ALL-UNNAMED",
          "--add-opens=java.base/java.text=ALL-UNNAMED",
          "--add-opens=java.base/java.time=ALL-UNNAMED",
          "--add-opens=java.base/java.util=ALL-UNNAMED",
          "--add-opens=java.base/java.util.concurrent=ALL-UNNAMED",
          "--add-opens=java.base/java.util.concurrent.atomic=ALL-UNNAMED",
          "--add-opens=java.base/java.util.concurrent.locks=ALL-UNNAMED");

  private static final Pattern SEPARATOR = Pattern.compile(Pattern.quote(File.pathSeparator));

  private FlinkHome() {}

  /** Assembles it in the directory that is the argument, from this process's libraries. */
  public static void main(String[] args) throws IOException {
    assemble(
        SEPARATOR.splitAsStream(System.getProperty("java.class.path")).map(Path::of).toList(),
        Path.of(args[0]));
  }

  static void assemble(List<Path> classPath, Path home) throws IOException {
    Path lib = Files.createDirectories(home.resolve("lib"));
    for (Path jar : FlinkClassPath.of(classPath)) {
      Files.copy(jar, lib.resolve(jar.getFileName()), StandardCopyOption.COPY_ATTRIBUTES);
    }
    Path conf = Files.createDirectories(home.resolve("conf"));
    Files.write(conf.resolve("jvm.options"), OPENS);
  }
}
