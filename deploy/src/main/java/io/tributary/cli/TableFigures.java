package io.tributary.cli;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.tributary.sharded.TableCounts;

/** What has become of the features of an exact table, as programs read it. */
final class TableFigures {
  private TableFigures() {}

  static void put(ObjectNode json, TableCounts table) {
    json.put("tableRows", table.rows());
    json.put("tableBytes", table.bytes());
    json.put("tableAdmitted", table.admitted());
    json.put("tableExpired", table.expired());
    json.put("tableRefused", table.refused());
  }
}
