package io.tributary.cli;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.tributary.operations.InputReport;
import io.tributary.training.RejectedSample;
import io.tributary.training.Rejection;
import java.util.ArrayList;
import java.util.List;

/** Shows what is known of records that were no use. */
final class InputText {
  private InputText() {}

  /** Puts why records could not be used, and which fields are missing, into an object. */
  static void put(InputReport input, ObjectNode json) {
    ArrayNode array = json.putArray("rejectReasons");
    for (Rejection rejection : input.reasons()) {
      ObjectNode node = array.addObject();
      node.put("reason", rejection.reason().code());
      node.put("count", rejection.count());
      RejectedSample first = rejection.first();
      if (first != null) {
        node.putObject("example")
            .put("where", first.where())
            .put("detail", first.detail())
            .put("value", first.value());
      }
    }
    if (!input.missing().isEmpty()) {
      ArrayNode fields = json.putArray("missingFields");
      input.missing().forEach(fields::add);
      ArrayNode names = json.putArray("recordFields");
      input.there().forEach(names::add);
    }
  }

  /** A name and what there is to say of it. */
  record Row(String name, String value) {}

  /** Returns a row of each reason. */
  static List<Row> rows(InputReport input) {
    List<Row> rows = new ArrayList<>();
    for (Rejection rejection : input.reasons()) {
      String count = Figures.count(rejection.count());
      rows.add(
          new Row(
              "  " + rejection.reason().code(),
              count + "  " + InputReport.text(rejection.first())));
    }
    return rows;
  }
}
