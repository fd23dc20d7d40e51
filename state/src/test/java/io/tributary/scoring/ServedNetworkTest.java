package io.tributary.scoring;

import static org.assertj.core.api.Assertions.assertThat;

import io.tributary.example.SchemaFingerprint;
import io.tributary.model.BlockLayout;
import io.tributary.model.DenseNetwork;
import io.tributary.model.Form;
import io.tributary.model.Form.Factors;
import io.tributary.model.Form.Network;
import io.tributary.model.Link;
import io.tributary.model.ModelSpec;
import io.tributary.model.OptimizerSpec;
import io.tributary.model.OptimizerSpec.AdaGrad;
import io.tributary.store.BlockHeader;
import io.tributary.store.ChronicleModelStore;
import io.tributary.store.ModelStore;
import io.tributary.store.ReadStamp;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class ServedNetworkTest {
  private static final BlockLayout LAYOUT = new BlockLayout(4, 2);

  // More parameters than a block of a dense table has.
  private static final Network FORM =
      new Network(
          new Factors(1, 32, new AdaGrad(.1, 1), 0, .05, 3, List.of(), -1),
          List.of(200),
          List.of(),
          new AdaGrad(.02, 1e-3));

  @TempDir private Path directory;
  private final List<Integer> read = new ArrayList<>();
  private final DenseNetwork network = new DenseNetwork(FORM.shape());
  private ModelStore store;

  /** A store that notes which blocks are read as a whole. */
  private record Watched(ModelStore store, List<Integer> read) implements ModelStore {
    @Override
    public String model() {
      return store.model();
    }

    @Override
    public BlockLayout layout() {
      return store.layout();
    }

    @Override
    public Form form() {
      return store.form();
    }

    @Override
    public int blocks() {
      return store.blocks();
    }

    @Override
    public int blockWeights(int block) {
      return store.blockWeights(block);
    }

    @Override
    public Link link() {
      return store.link();
    }

    @Override
    public SchemaFingerprint features() {
      return store.features();
    }

    @Override
    public Optional<BlockHeader> header(int block) {
      return store.header(block);
    }

    @Override
    public Optional<BlockHeader> read(int block, float[] weights) {
      read.add(block);
      return store.read(block, weights);
    }

    @Override
    public float weight(int coordinate) {
      return store.weight(coordinate);
    }

    @Override
    public ReadStamp weights(int[] coordinates, int count, float[] out) {
      return store.weights(coordinates, count, out);
    }

    @Override
    public void write(BlockHeader header, float[] weights) {
      store.write(header, weights);
    }

    @Override
    public void close() {
      store.close();
    }
  }

  @BeforeEach
  void open() {
    ModelSpec model =
        new ModelSpec("h", LAYOUT, Link.LOGISTIC, new OptimizerSpec.Ftrl(.5, 1, 0, 0), FORM);
    store = new Watched(ChronicleModelStore.create(directory.resolve("h.store"), model), read);
  }

  @AfterEach
  void close() {
    store.close();
  }

  private void write(int block, long version, float difference) {
    float[] weights = new float[store.blockWeights(block)];
    Arrays.fill(weights, difference);
    store.write(new BlockHeader(block, 1, version, 5, 5, 0), weights);
  }

  private float difference(int parameter) {
    return network.weights()[parameter] - network.starts()[parameter];
  }

  @Test
  void readsTheBlocksThatHaveChangedAndNoOthers() {
    ServedNetwork served = new ServedNetwork(store, network);
    served.refresh();
    assertThat(read).as("nothing is written yet").isEmpty();
    assertThat(network.weights()).isEqualTo(network.starts());
    int last = FORM.denseRows() - 1;
    assertThat(store.blocks()).isEqualTo(4);

    write(0, 1, 9);
    served.refresh();
    assertThat(read).as("coordinates are no business of the network's").isEmpty();

    write(3, 1, 2);
    served.refresh();
    assertThat(read).containsExactly(3);
    assertThat(difference(last)).isEqualTo(2);
    assertThat(difference(0)).isZero();

    write(2, 1, 4);
    served.refresh();
    served.refresh();
    assertThat(read).containsExactly(3, 2);
    assertThat(network.weights()[0]).isEqualTo(DenseNetwork.weight(network.starts()[0], 4));
    assertThat(difference(last)).isEqualTo(2);

    write(3, 2, 8);
    served.refresh();
    assertThat(read).containsExactly(3, 2, 3);
    assertThat(difference(last)).isEqualTo(8);
  }
}
