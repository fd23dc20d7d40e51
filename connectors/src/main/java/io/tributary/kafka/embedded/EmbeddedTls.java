package io.tributary.kafka.embedded;

import java.nio.file.Path;

/**
 * What an embedded broker shows to clients that come by its listener for SASL_SSL.
 *
 * @param keyStore a PKCS12 file with the broker's key and certificate
 * @param password of the file
 */
public record EmbeddedTls(Path keyStore, String password) {
  /** Returns where the key is: the password is a secret. */
  @Override
  public String toString() {
    return "EmbeddedTls[keyStore=" + keyStore + "]";
  }
}
