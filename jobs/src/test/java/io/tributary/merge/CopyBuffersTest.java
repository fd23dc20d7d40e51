package io.tributary.merge;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

final class CopyBuffersTest {
  private final CopyBuffers buffers = new CopyBuffers(2, 8);

  @Test
  void areUsedAgainOnceTheCheckpointIsComplete() {
    float[][] first = buffers.lend(1);
    assertThat(first).hasDimensions(2, 8);
    buffers.returned(1);
    assertThat(buffers.lend(2)).isSameAs(first);
  }

  @Test
  void areNotUsedAgainWhileACheckpointMayStillWriteThem() {
    float[][] first = buffers.lend(1);
    float[][] second = buffers.lend(2);
    assertThat(second).isNotSameAs(first);
    buffers.returned(1);
    assertThat(buffers.lend(3)).isNotSameAs(first).isNotSameAs(second);
    buffers.returned(2);
    assertThat(buffers.lend(4)).isNotSameAs(second);
  }

  @Test
  void areReturnedOnce() {
    float[][] first = buffers.lend(1);
    buffers.returned(1);
    buffers.returned(1);
    assertThat(buffers.lend(2)).isSameAs(first);
    assertThat(buffers.lend(3)).isNotSameAs(first);
  }
}
