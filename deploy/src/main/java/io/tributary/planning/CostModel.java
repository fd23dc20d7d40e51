package io.tributary.planning;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;

/**
 * What a workload costs.
 *
 * @param about where its coefficients were measured, and of what
 * @param coefficients of the terms of each quantity, see {@link Terms}
 * @param roundTripMillis of the loop through masters, Kafka and back; not a number when it is not
 *     known
 * @param measured what was tried of each dimension
 */
public record CostModel(
    Map<String, String> about,
    Map<Quantity, Map<String, Double>> coefficients,
    double roundTripMillis,
    Map<String, Range> measured) {
  private static final String SHIPPED = "cost-model.json";
  private static final ObjectMapper MAPPER =
      JsonMapper.builder()
          .disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
          .enable(SerializationFeature.INDENT_OUTPUT)
          .build();

  /**
   * The least and the most that was measured.
   *
   * @param least the least
   * @param most the most
   */
  public record Range(double least, double most) {
    boolean includes(double value) {
      return value >= least && value <= most;
    }

    Range and(double value) {
      return new Range(Math.min(least, value), Math.max(most, value));
    }
  }

  /** Copies the maps, in order of their keys, so that equal models are equal files. */
  public CostModel {
    about = new TreeMap<>(about);
    coefficients = new TreeMap<>(coefficients);
    coefficients.replaceAll((quantity, values) -> new TreeMap<>(values));
    measured = new TreeMap<>(measured);
  }

  /** Returns the model that ships with this version. */
  public static CostModel shipped() {
    try (InputStream in = CostModel.class.getResourceAsStream(SHIPPED)) {
      if (in == null) {
        throw new PlanningException("no cost model in this distribution: resource=" + SHIPPED);
      }
      return MAPPER.readValue(in, CostModel.class);
    } catch (IOException e) {
      throw new PlanningException("cost model can't be read: resource=" + SHIPPED, e);
    }
  }

  /** Reads a model's file. */
  public static CostModel read(Path file) {
    try {
      return MAPPER.readValue(file.toFile(), CostModel.class);
    } catch (IOException e) {
      throw new PlanningException("cost model can't be read: file=" + file + " cause=" + e, e);
    }
  }

  /** Writes the model to a file. */
  public void write(Path file) throws IOException {
    try {
      Files.writeString(file, MAPPER.writeValueAsString(this) + "\n");
    } catch (JsonProcessingException e) {
      throw new PlanningException("cost model can't be written: file=" + file, e);
    }
  }

  /** Returns the formats whose decoding was measured. */
  public Set<String> formats() {
    return of(Quantity.CPU).keySet().stream()
        .filter(name -> name.startsWith(Terms.DECODE))
        .map(name -> name.substring(Terms.DECODE.length()))
        .collect(Collectors.toCollection(TreeSet::new));
  }

  /** Returns what a workload comes to; nothing when the quantity was never measured. */
  public OptionalDouble predict(Quantity quantity, Workload workload) {
    if (of(quantity).isEmpty()) {
      return OptionalDouble.empty();
    }
    return OptionalDouble.of(Terms.sum(terms(quantity), of(quantity), effective(workload)));
  }

  /** Returns the bytes per example of what replicas send to the masters. */
  double changeBytes(Workload workload) {
    return Terms.valueBytes(workload, workload.replicaRound(), of(Quantity.UPDATE_BYTES));
  }

  private List<Term> terms(Quantity quantity) {
    return Terms.of(quantity, formats(), of(Quantity.UPDATE_BYTES), of(Quantity.CHECKPOINT_BYTES));
  }

  private Workload effective(Workload workload) {
    double millis =
        Terms.sum(terms(Quantity.CHECKPOINT_MILLIS), of(Quantity.CHECKPOINT_MILLIS), workload);
    return effective(workload, of(Quantity.UPDATE_BYTES).getOrDefault(Terms.BURST, 1.0), millis);
  }

  /** Returns the work as it goes: one checkpoint after the other, and a backlog in bursts. */
  static Workload effective(Workload workload, double burst, double checkpointMillis) {
    Workload effective =
        workload.checkpointSeconds() > 0
            ? workload.withCheckpoints(
                Math.max(workload.checkpointSeconds(), checkpointMillis / 1000))
            : workload;
    return workload.backlog()
        ? effective.withMaxDelay(workload.roundMaxDelayMillis() * burst)
        : effective;
  }

  private Map<String, Double> of(Quantity quantity) {
    return coefficients.getOrDefault(quantity, Map.of());
  }

  /** Returns what of a workload is beyond what was measured, in words. */
  List<String> outside(Workload workload) {
    List<String> facts = new ArrayList<>();
    dimensions(workload)
        .forEach(
            (name, value) -> {
              Range range = measured.get(name);
              if (range != null && !range.includes(value)) {
                facts.add(
                    "outside of what was measured: "
                        + name
                        + "="
                        + plain(value)
                        + " measured="
                        + plain(range.least())
                        + ".."
                        + plain(range.most()));
              }
            });
    return facts;
  }

  private static String plain(double value) {
    return String.format(Locale.ROOT, value == Math.rint(value) ? "%,.0f" : "%,.1f", value);
  }

  static Map<String, Double> dimensions(Workload workload) {
    return new TreeMap<>(
        Map.of(
            "replicas",
            (double) workload.replicas(),
            "bits",
            (double) workload.bits(),
            "features",
            workload.features(),
            "fields",
            workload.fields(),
            "examples per round",
            workload.round(),
            "examples/s of a replica",
            workload.rate() / workload.replicas()));
  }
}
