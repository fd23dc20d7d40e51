package io.tributary.kafka.embedded;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class EmbeddedListenerTest {
  @Test
  void anAddressIsANameAndAPort() {
    EmbeddedListener listener = EmbeddedListener.parse("kafka:9092");
    assertThat(listener).hasToString("kafka:9092");
    assertThat(listener.address()).isEqualTo("kafka:9092");
    assertThat(listener.bindAddress()).isEqualTo("0.0.0.0:9092");
    assertThat(EmbeddedListener.loopback(9092).bindAddress()).isEqualTo("127.0.0.1:9092");
  }

  @ParameterizedTest
  @ValueSource(strings = {"kafka", "kafka:", ":9092", "kafka:0", "kafka:65536", "kafka:a"})
  void refusesWhatIsNoAddress(String address) {
    assertThatThrownBy(() -> EmbeddedListener.parse(address))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("not an address: address=" + address + " expected=HOST:PORT");
  }
}
