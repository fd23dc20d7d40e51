package io.tributary.synthetic;

import io.tributary.codec.ByteWriter;
import java.util.List;

/** Rows of CSV. */
public final class CsvWriter implements RecordWriter {
  private final List<Column> columns;
  private final DecimalText text = new DecimalText();

  /** Creates a writer of the rows of a design. */
  public CsvWriter(ClickDesign design) {
    columns = design.columns();
  }

  /** Returns the header line, without its end. */
  public String header() {
    return String.join(",", columns.stream().map(Column::name).toList());
  }

  @Override
  public void write(ClickRow row, ByteWriter out) {
    for (int i = 0; i < columns.size(); i++) {
      if (i > 0) {
        out.writeByte(',');
      }
      text.write(columns.get(i).type(), row.value(i), out);
    }
  }
}
