package io.tributary.deploy;

import static org.assertj.core.api.Assertions.assertThat;

import io.tributary.config.Pipeline;
import io.tributary.config.PipelineFile;
import io.tributary.example.Featurizer;
import io.tributary.example.FieldNames;
import io.tributary.example.LabelRule;
import io.tributary.model.OptimizerSpec;
import io.tributary.model.TableKind;
import io.tributary.synthetic.ClickDesign;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class ShippedPipelinesTest {
  private static final Path EXAMPLES = Path.of("..", "deploy", "examples");

  private static Pipeline demo() throws IOException {
    return demo("flights");
  }

  private static Pipeline demo(String name) throws IOException {
    try (InputStream in =
        ShippedPipelinesTest.class.getResourceAsStream("/io/tributary/demo/" + name + ".yaml")) {
      return PipelineFile.of(new String(in.readAllBytes(), StandardCharsets.UTF_8))
          .pipeline(Map.of());
    }
  }

  @Test
  void demonstrationHasTheFeaturesItIsMeasuredWith() throws IOException {
    Pipeline pipeline = demo();
    assertThat(pipeline.schema().features()).hasSize(13);
    assertThat(pipeline.model().optimizer()).isEqualTo(new OptimizerSpec.Ftrl(0.4, 1, 0, 0));
    assertThat(pipeline.schema().keyField()).isEqualTo("origin");
  }

  @Test
  void exampleLearnsWhatTheDemonstrationDoes() throws IOException {
    Pipeline example = PipelineFile.read(EXAMPLES.resolve("flights-f2.yaml")).pipeline(Map.of());
    assertThat(example.schema()).isEqualTo(demo().schema());
    assertThat(example.model()).isEqualTo(demo().model());
  }

  @Test
  void exampleOfAMachineIsTheDemonstrationsToo() throws IOException {
    Pipeline example = PipelineFile.read(EXAMPLES.resolve("flights-fm.yaml")).pipeline(Map.of());
    assertThat(example.schema()).isEqualTo(demo("flights-fm").schema());
    assertThat(example.model()).isEqualTo(demo("flights-fm").model());
    assertThat(example.schema().features()).hasSize(7);
    assertThat(example.model().form().text()).startsWith("factors outputs=1 rank=8 ");
    assertThat(example.model().sparse().width()).isEqualTo(11);
  }

  @Test
  void exampleForManyMonthsLeavesOutTheDay() throws IOException {
    Pipeline example = PipelineFile.read(EXAMPLES.resolve("flights-f1.yaml")).pipeline(Map.of());
    assertThat(example.schema().features()).hasSize(9);
    assertThat(example.kafka().bootstrapServers()).isEqualTo("localhost:9092");
  }

  @ParameterizedTest
  @ValueSource(ints = {12, 39})
  void examplesOfTheClickStreamReadAllItsFields(int fields) throws IOException {
    readsAllFields("clicks-" + fields, "clicks", ClickDesign.of(fields));
  }

  @ParameterizedTest
  @ValueSource(strings = {"interactions", "interactions-deepfm"})
  void examplesOfInteractionsReadAllFieldsOfTheirDesign(String file) throws IOException {
    readsAllFields(file, "interactions", ClickDesign.INTERACTIONS);
  }

  @Test
  void exampleOfIdsReadsAllFieldsAndForgets() throws IOException {
    readsAllFields("ids", "ids", ClickDesign.IDS);
    Pipeline example = PipelineFile.read(EXAMPLES.resolve("ids.yaml")).pipeline(Map.of());
    assertThat(example.model().kind()).isEqualTo(new TableKind.Exact(1, 3_600_000, 200_000));
  }

  private static void readsAllFields(String file, String topic, ClickDesign design)
      throws IOException {
    Pipeline example = PipelineFile.read(EXAMPLES.resolve(file + ".yaml")).pipeline(Map.of());
    List<String> columns = design.columnNames();
    FieldNames names = new Featurizer(example.schema()).fields();
    Set<String> read =
        IntStream.range(0, names.size()).mapToObj(names::name).collect(Collectors.toSet());
    Set<String> written = new HashSet<>(columns);
    written.removeAll(List.of("t", "label_ms"));
    assertThat(read).isEqualTo(written);
    assertThat(example.schema().features()).hasSize(design.fields() + 1);
    assertThat(example.model().optimizer()).isEqualTo(new OptimizerSpec.Ftrl(0.1, 1, 0, 0));
    assertThat(example.schema().label()).isEqualTo(new LabelRule.Field("y"));
    assertThat(example.input().topic()).isEqualTo(topic);
  }

  @Test
  void examplesOnDataThatIsNotShippedAreCorrect() throws IOException {
    Pipeline hotel = PipelineFile.read(EXAMPLES.resolve("hotel.yaml")).pipeline(Map.of());
    assertThat(hotel.schema().keyField()).isEqualTo("agent");
    assertThat(hotel.schema().features()).hasSize(22);
    Pipeline elec2 = PipelineFile.read(EXAMPLES.resolve("elec2.yaml")).pipeline(Map.of());
    assertThat(elec2.schema().keyField()).isEqualTo("period");
    assertThat(elec2.schema().features()).hasSize(9);
    Pipeline kdd = PipelineFile.read(EXAMPLES.resolve("kdd99.yaml")).pipeline(Map.of());
    assertThat(kdd.schema().features()).hasSize(42);
    assertThat(kdd.model().form().outputs()).isEqualTo(23);
    assertThat(kdd.input().columns()).hasSize(42);
  }
}
