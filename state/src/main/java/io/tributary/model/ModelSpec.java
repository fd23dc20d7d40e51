package io.tributary.model;

import java.io.Serializable;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What every process must agree on to read or write a model.
 *
 * @param name name of the model, the prefix of its topics
 * @param layout the coordinates and blocks of its sparse table
 * @param link how its margin becomes a prediction
 * @param optimizer that of the linear weights
 * @param form what it computes from the rows of an example's coordinates
 * @param kind how features find their rows in its sparse table
 */
public record ModelSpec(
    String name, BlockLayout layout, Link link, OptimizerSpec optimizer, Form form, TableKind kind)
    implements Serializable {
  /** Name of the table of a network's parameters. */
  public static final String DENSE = "dense";

  /** A dense block holds so many parameters at most: its updates stay small records. */
  private static final int DENSE_BLOCK_BITS = 14;

  /** A model whose sparse table is hashed. */
  public ModelSpec(String name, BlockLayout layout, Link link, OptimizerSpec optimizer, Form form) {
    this(name, layout, link, optimizer, form, TableKind.hashed());
  }

  /** A linear model with one output. */
  public ModelSpec(String name, BlockLayout layout, Link link, OptimizerSpec optimizer) {
    this(name, layout, link, optimizer, Form.linear());
  }

  /** Returns its tables: the sparse one, and the dense one where there is one. */
  public List<TableSpec> tables() {
    List<TableSpec> tables = new ArrayList<>(2);
    tables.add(sparse());
    if (form instanceof Form.Network network) {
      int bits = Math.max(1, 32 - Integer.numberOfLeadingZeros(network.denseRows() - 1));
      BlockLayout dense = new BlockLayout(bits, 1 << Math.max(0, bits - DENSE_BLOCK_BITS));
      tables.add(
          new TableSpec(
              DENSE,
              layout.blocks(),
              dense,
              List.of(new LaneGroup(0, 1, network.optimizer())),
              network.denseRows()));
    }
    return List.copyOf(tables);
  }

  /** Returns the sparse table. */
  public TableSpec sparse() {
    return new TableSpec(TableSpec.SPARSE, 0, layout, form.groups(optimizer), 0, kind.isExact());
  }

  /** Returns the table of a network's parameters, or null without one. */
  public @Nullable TableSpec dense() {
    List<TableSpec> tables = tables();
    return tables.size() == 1 ? null : tables.get(1);
  }

  /** Returns the number of blocks of all tables. */
  public int blocks() {
    List<TableSpec> tables = tables();
    return tables.get(tables.size() - 1).endBlock();
  }

  /** Returns how many rows one of its tables has, at most. */
  public int mostRows(TableSpec table) {
    return table.exact() && kind instanceof TableKind.Exact exact
        ? exact.maxFeatures()
        : table.layout().coordinates();
  }

  /** Returns the table that a block is a slice of. */
  public TableSpec tableOf(int block) {
    for (TableSpec table : tables()) {
      if (table.hasBlock(block)) {
        return table;
      }
    }
    throw new IndexOutOfBoundsException(
        "no such block: model=" + name + " block=" + block + " blocks=" + blocks());
  }

  /** Returns true when it is a linear model with one output. */
  public boolean isLinear() {
    return form.equals(Form.linear());
  }

  /** Returns true when features have rows of their own. */
  public boolean isExact() {
    return kind.isExact();
  }
}
