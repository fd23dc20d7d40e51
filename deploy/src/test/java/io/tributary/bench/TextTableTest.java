package io.tributary.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

final class TextTableTest {
  @Test
  void alignsNamesToTheLeftAndFiguresToTheRight() {
    TextTable table = new TextTable("", "CPU", "of");
    table.row("decode", "1.25", "12");
    table.row("a pipeline", "13.5", "");
    assertThat(table.lines())
        .containsExactly(
            "             CPU  of", //
            "decode      1.25  12",
            "a pipeline  13.5");
  }

  @Test
  void rowsAreOfOneLength() {
    assertThatThrownBy(() -> new TextTable("a", "b").row("c"))
        .hasMessage("wrong number of cells: cells=1 allowed=2");
  }
}
