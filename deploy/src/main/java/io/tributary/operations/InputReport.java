package io.tributary.operations;

import com.fasterxml.jackson.databind.JsonNode;
import io.tributary.config.Nearest;
import io.tributary.example.RejectReason;
import io.tributary.failure.CommandFailedException;
import io.tributary.training.InputTally;
import io.tributary.training.RejectedSample;
import io.tributary.training.Rejection;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What a person should know of records that were no use.
 *
 * @param rejected how many could not be used
 * @param reasons why, the most frequent reason first; of earlier versions' records it is not known
 * @param missing needed fields that no record has
 * @param there fields that records have, when some are missing
 */
public record InputReport(
    long rejected, List<Rejection> reasons, List<String> missing, List<String> there) {
  /** Returns what is known when all records have been seen. */
  public static InputReport of(InputTally tally) {
    List<String> missing = tally.missing(true);
    return new InputReport(
        tally.rejected(), tally.reasons(), missing, missing.isEmpty() ? List.of() : tally.there());
  }

  /** Returns what a progress record says. */
  public static InputReport of(JsonNode progress) {
    List<Rejection> reasons = new ArrayList<>();
    for (JsonNode node : progress.path("rejectReasons")) {
      try {
        RejectReason reason = RejectReason.ofCode(node.path("reason").asText());
        reasons.add(new Rejection(reason, node.path("count").asLong(), sample(node)));
      } catch (IllegalArgumentException e) {
        // A later version has found another reason: its count is in the sum.
      }
    }
    return new InputReport(
        progress.path("rejected").asLong(),
        reasons,
        texts(progress.path("missingFields")),
        texts(progress.path("recordFields")));
  }

  private static @Nullable RejectedSample sample(JsonNode reason) {
    JsonNode example = reason.path("example");
    return example.isObject()
        ? new RejectedSample(
            example.path("where").asText(),
            example.path("detail").asText(),
            example.path("value").asText())
        : null;
  }

  private static List<String> texts(JsonNode array) {
    List<String> texts = new ArrayList<>();
    array.forEach(node -> texts.add(node.asText()));
    return texts;
  }

  /** Returns what is known of a record that could not be used, or an empty text. */
  public static String text(@Nullable RejectedSample first) {
    return first == null
        ? ""
        : "first " + first.where() + ": " + first.detail() + " record=" + first.value();
  }

  /** Returns a warning of needed fields that no record has. */
  public Optional<String> warning() {
    if (missing.isEmpty()) {
      return Optional.empty();
    }
    List<String> nearest =
        missing.stream()
            .map(field -> Nearest.to(field, there))
            .filter(Objects::nonNull)
            .distinct()
            .toList();
    return Optional.of(
        "warning: needed fields are in none of the first 1,000 records: missing="
            + missing
            + (nearest.isEmpty() ? "" : " nearest=" + nearest)
            + " there="
            + there);
  }

  /**
   * Returns normally unless nothing was learned of all that was read.
   *
   * @param examples how many records were learned
   * @throws CommandFailedException which says why most records could not be used
   */
  public void requireLearned(long examples) {
    if (examples > 0 || rejected == 0) {
      return;
    }
    String most =
        reasons.isEmpty()
            ? ""
            : " reason="
                + reasons.get(0).reason().code()
                + " count="
                + reasons.get(0).count()
                + " "
                + text(reasons.get(0).first());
    throw new CommandFailedException(
        "nothing was learned, no record could be used: rejected=" + rejected + most);
  }
}
