package io.tributary.synthetic;

import io.tributary.codec.ByteWriter;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** Rows as flat JSON objects of numbers. */
public final class JsonWriter implements RecordWriter {
  private final List<Column> columns;
  private final byte[][] starts;
  private final DecimalText text = new DecimalText();

  /** Creates a writer of the rows of a design. */
  public JsonWriter(ClickDesign design) {
    columns = design.columns();
    starts = new byte[columns.size()][];
    for (int i = 0; i < starts.length; i++) {
      String start = (i == 0 ? "{\"" : ",\"") + columns.get(i).name() + "\":";
      starts[i] = start.getBytes(StandardCharsets.US_ASCII);
    }
  }

  @Override
  public void write(ClickRow row, ByteWriter out) {
    for (int i = 0; i < starts.length; i++) {
      out.writeBytes(starts[i], 0, starts[i].length);
      text.write(columns.get(i).type(), row.value(i), out);
    }
    out.writeByte('}');
  }
}
