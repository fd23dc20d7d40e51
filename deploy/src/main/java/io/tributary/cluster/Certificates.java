package io.tributary.cluster;

import io.tributary.files.PrivateFiles;
import io.tributary.operations.RestTls;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * A key of its own for processes on this machine, made by the JDK's {@code keytool}: who has the
 * key is trusted, and who has not is refused. Its certificate is valid for the loopback address and
 * {@code localhost}.
 *
 * <pre>
 * key.p12          the key and its certificate, PKCS12
 * trust.p12        the certificate alone, PKCS12
 * certificate.pem  the certificate, for other clients
 * password         of both PKCS12 files
 * </pre>
 *
 * <p>Only their user can read the directory and what is in it.
 *
 * @param directory where the files are
 */
public record Certificates(Path directory) {
  private static final String ALIAS = "tributary";
  private static final int PASSWORD_BYTES = 24;
  private static final int DAYS = 3650;
  private static final int MINUTES = 5;

  /** Returns the PKCS12 file with the key. */
  public Path keyStore() {
    return directory.resolve("key.p12");
  }

  /** Returns the PKCS12 file with the certificate alone. */
  public Path trustStore() {
    return directory.resolve("trust.p12");
  }

  /** Returns the certificate as PEM. */
  public Path pem() {
    return directory.resolve("certificate.pem");
  }

  /** Returns the file with the password of the PKCS12 files, which process arguments may name. */
  public Path passwordFile() {
    return directory.resolve("password");
  }

  /** Returns the password of the PKCS12 files: do not log it. */
  public String password() {
    try {
      return Files.readString(passwordFile()).strip();
    } catch (IOException e) {
      throw new ClusterException("password can't be read: file=" + passwordFile(), e);
    }
  }

  /** Returns what a client of Flink's REST API shows and trusts. */
  RestTls rest() {
    return new RestTls(keyStore(), trustStore(), password());
  }

  /**
   * Returns the key of a directory, which is made when it is not there yet.
   *
   * @throws ClusterException when it can't be made
   */
  public static Certificates in(Path directory) {
    Certificates made = new Certificates(directory.toAbsolutePath());
    // Made last, so that a start that is cut off makes all of it again.
    if (!Files.exists(made.pem())) {
      try {
        PrivateFiles.directory(made.directory());
        made.make();
      } catch (IOException e) {
        throw new ClusterException("certificates can't be made: dir=" + directory, e);
      }
    }
    return made;
  }

  private void make() throws IOException {
    Files.deleteIfExists(keyStore());
    Files.deleteIfExists(trustStore());
    byte[] random = new byte[PASSWORD_BYTES];
    new SecureRandom().nextBytes(random);
    PrivateFiles.write(
        passwordFile(), HexFormat.of().formatHex(random).getBytes(StandardCharsets.US_ASCII));
    keytool(
        keyStore(),
        "-genkeypair",
        "-keyalg",
        "RSA",
        "-keysize",
        "3072",
        "-dname",
        "CN=tributary",
        "-ext",
        "SAN=IP:127.0.0.1,DNS:localhost",
        "-validity",
        Integer.toString(DAYS));
    Path certificate = directory.resolve("certificate.tmp");
    keytool(keyStore(), "-exportcert", "-rfc", "-file", certificate.toString());
    keytool(trustStore(), "-importcert", "-noprompt", "-file", certificate.toString());
    for (Path file : List.of(keyStore(), trustStore())) {
      PrivateFiles.makePrivate(file);
    }
    PrivateFiles.write(pem(), Files.readAllBytes(certificate));
    Files.delete(certificate);
  }

  private void keytool(Path store, String... arguments) throws IOException {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "keytool").toString());
    command.addAll(List.of(arguments));
    command.addAll(
        List.of(
            "-alias",
            ALIAS,
            "-storetype",
            "PKCS12",
            "-keystore",
            store.toString(),
            "-storepass:file",
            passwordFile().toString()));
    Path out = directory.resolve("keytool.out");
    PrivateFiles.write(out, new byte[0]);
    Process process =
        new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(out.toFile()).start();
    try {
      if (!process.waitFor(MINUTES, TimeUnit.MINUTES) || process.exitValue() != 0) {
        process.destroyForcibly();
        throw new ClusterException("keytool can't make certificates: log=" + out);
      }
      Files.delete(out);
    } catch (InterruptedException e) {
      process.destroyForcibly();
      Thread.currentThread().interrupt();
      throw new ClusterException("interrupted while certificates were made", e);
    }
  }
}
