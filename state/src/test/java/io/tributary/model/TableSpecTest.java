package io.tributary.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tributary.model.Form.Factors;
import io.tributary.model.Form.Linear;
import io.tributary.model.OptimizerSpec.AdaGrad;
import io.tributary.model.OptimizerSpec.Ftrl;
import io.tributary.model.OptimizerSpec.Sgd;
import java.util.List;
import org.junit.jupiter.api.Test;

class TableSpecTest {
  private static final BlockLayout LAYOUT = new BlockLayout(4, 4);
  private static final Ftrl FTRL = new Ftrl(.5, 1, .25, 0);

  private static TableSpec table(Form form, OptimizerSpec optimizer) {
    return new ModelSpec("m", LAYOUT, Link.LOGISTIC, optimizer, form).sparse();
  }

  private static Form machine(int outputs, int rank) {
    return new Factors(outputs, rank, new AdaGrad(.2, 1), 0, .05, 0, List.of(), -1);
  }

  @Test
  void aRowOfALinearModelIsItsOptimizersLanes() {
    TableSpec table = table(Form.linear(), FTRL);
    assertThat(table).isEqualTo(TableSpec.linear(LAYOUT, FTRL));
    assertThat(table.width()).isEqualTo(2);
    assertThat(table.weights()).isEqualTo(1);
    assertThat(table.massLane()).isEqualTo(1);
    assertThat(table.shape()).hasToString("bits=4 blocks=4 lanes=2");
    assertThat(table(Form.linear(), new Sgd(1)).massLane()).isEqualTo(-1);
  }

  @Test
  void aMachinesRowHasAWeightAndAVectorForEachOutput() {
    TableSpec table = table(machine(2, 3), FTRL);
    assertThat(table.groups()).extracting(LaneGroup::first).containsExactly(0, 2, 6, 8);
    assertThat(table.groups()).extracting(LaneGroup::weights).containsExactly(1, 3, 1, 3);
    assertThat(table.groups()).extracting(LaneGroup::mass).containsExactly(1, 5, 7, 11);
    assertThat(table.width()).isEqualTo(12);
    assertThat(table.weights()).isEqualTo(8);
    assertThat(table.blockLanes()).isEqualTo(48);
    assertThat(table.blockWeights()).isEqualTo(32);
    // Weights without a mass leave that of the vectors as the first.
    assertThat(table(machine(1, 3), new Sgd(1)).massLane()).isEqualTo(4);
  }

  @Test
  void weightsAreCopiedAsTheyAreToBeScoredWith() {
    TableSpec table = table(machine(2, 2), FTRL);
    float[] lanes = new float[4 * table.width()];
    for (int i = 0; i < lanes.length; i++) {
      lanes[i] = 1 + i;
    }
    float[] all = new float[4 * table.weights()];
    table.copyWeights(lanes, all);
    // |u| - l1 * alpha / (beta + sqrt(n)), with u = 1 and n = 2
    assertThat(all[0]).isEqualTo((float) (1 - .125 / (1 + Math.sqrt(2))));
    assertThat(new float[] {all[1], all[2]}).containsExactly(3, 4);
    assertThat(new float[] {all[4], all[5]}).containsExactly(8, 9);

    int[] offsets = {1, 3};
    SparseValues some = new SparseValues(offsets, new float[2 * table.width()]);
    some.copyFrom(lanes, 0);
    float[] copied = new float[all.length];
    table.copyWeights(some, copied);
    for (int row = 0; row < 4; row++) {
      for (int i = row * table.weights(); i < (row + 1) * table.weights(); i++) {
        assertThat(copied[i]).isEqualTo(row == 1 || row == 3 ? all[i] : 0);
      }
    }
  }

  @Test
  void blocksAreFoundByTheirNumber() {
    ModelSpec model = new ModelSpec("m", LAYOUT, Link.LOGISTIC, FTRL, new Linear(3));
    assertThat(model.blocks()).isEqualTo(4);
    assertThat(model.tableOf(3).firstRow(3)).isEqualTo(12);
    assertThat(model.isLinear()).isFalse();
    assertThatThrownBy(() -> model.tableOf(4))
        .isInstanceOf(IndexOutOfBoundsException.class)
        .hasMessage("no such block: model=m block=4 blocks=4");
  }

  @Test
  void rowsHaveNoGaps() {
    List<LaneGroup> groups = List.of(new LaneGroup(0, 1, FTRL), new LaneGroup(3, 1, FTRL));
    assertThatThrownBy(() -> new TableSpec("t", 0, LAYOUT, groups, 0))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("gap in a row: table=t lane=3 expected=2");
    assertThatThrownBy(() -> new LaneGroup(0, 0, FTRL))
        .hasMessage("group of lanes is empty: first=0 weights=0");
  }
}
