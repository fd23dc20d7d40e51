package io.tributary.operations;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.util.Map;
import java.util.TreeMap;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;

/**
 * What a client of Flink's REST API shows and trusts.
 *
 * @param keyStore a PKCS12 file with the client's key and certificate
 * @param trustStore a PKCS12 file with the certificates that it trusts
 * @param password of both files
 */
public record RestTls(Path keyStore, Path trustStore, String password) {
  private static final String TYPE = "PKCS12";

  /**
   * Returns it for a client of HTTP.
   *
   * @throws JobManagerException when the files can't be used
   */
  SSLContext context() {
    try {
      KeyManagerFactory keys =
          KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
      keys.init(read(keyStore), password.toCharArray());
      TrustManagerFactory trusted =
          TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
      trusted.init(read(trustStore));
      SSLContext context = SSLContext.getInstance("TLS");
      context.init(keys.getKeyManagers(), trusted.getTrustManagers(), null);
      return context;
    } catch (IOException | GeneralSecurityException e) {
      throw new JobManagerException(
          "key for the jobmanager can't be used: keyStore=" + keyStore, e);
    }
  }

  private KeyStore read(Path file) throws IOException, GeneralSecurityException {
    KeyStore store = KeyStore.getInstance(TYPE);
    try (InputStream in = Files.newInputStream(file)) {
      store.load(in, password.toCharArray());
    }
    return store;
  }

  /** Returns it for Flink's own client: do not log it. */
  public Map<String, String> flinkOptions() {
    String prefix = "security.ssl.rest.";
    Map<String, String> options = new TreeMap<>();
    options.put(prefix + "enabled", "true");
    options.put(prefix + "authentication-enabled", "true");
    options.put(prefix + "keystore", keyStore.toString());
    options.put(prefix + "keystore-password", password);
    options.put(prefix + "key-password", password);
    options.put(prefix + "truststore", trustStore.toString());
    options.put(prefix + "truststore-password", password);
    return options;
  }

  /** Returns where the files are: the password is a secret. */
  @Override
  public String toString() {
    return "RestTls[keyStore=" + keyStore + " trustStore=" + trustStore + "]";
  }
}
