package io.tributary.config;

import static org.assertj.core.api.Assertions.assertThat;

import io.tributary.config.InputConfig.Partitioning;
import io.tributary.config.InputConfig.Start;
import io.tributary.example.FeatureDefinition;
import io.tributary.example.LabelKind;
import io.tributary.example.LabelRule;
import io.tributary.example.LabelRule.Comparison;
import io.tributary.example.LabelRule.Operator;
import io.tributary.example.TimeFormat;
import io.tributary.merge.RoundSize;
import io.tributary.merge.Staleness;
import io.tributary.model.BlockLayout;
import io.tributary.model.Link;
import io.tributary.model.ModelSpec;
import io.tributary.model.OptimizerSpec;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class PipelineFileTest {
  static final String LEAST =
      """
      name: clicks
      features: [site]
      label: {field: clicked}
      input: {topic: clicks}
      """;

  private static Pipeline read(String yaml) {
    return PipelineFile.of(yaml).pipeline(Map.of());
  }

  @Test
  void passesOptionsOfFlinkThrough() {
    assertThat(read(LEAST).flink()).isEqualTo(FlinkConfig.NONE);
    String flink =
        """
        flink:
          state.backend.type: rocksdb
          state:
            backend.rocksdb.block.cache-size: 16mb
          execution.checkpointing: {interval: 2 s, timeout: 60000, unaligned.enabled: false}
          restart-strategy.type: ${STRATEGY:-fixed-delay}
        """;
    assertThat(read(LEAST + flink).flink().options())
        .containsOnly(
            Map.entry("state.backend.type", "rocksdb"),
            Map.entry("state.backend.rocksdb.block.cache-size", "16mb"),
            Map.entry("execution.checkpointing.interval", "2 s"),
            Map.entry("execution.checkpointing.timeout", "60000"),
            Map.entry("execution.checkpointing.unaligned.enabled", "false"),
            Map.entry("restart-strategy.type", "fixed-delay"));
  }

  @Test
  void hasDefaults() {
    Pipeline pipeline = read(LEAST);
    assertThat(pipeline.model())
        .isEqualTo(
            new ModelSpec(
                "clicks",
                new BlockLayout(22, 4),
                Link.LOGISTIC,
                new OptimizerSpec.Ftrl(0.5, 1, 0, 0)));
    assertThat(pipeline.loss()).isEqualTo("logistic");
    assertThat(pipeline.schema().features())
        .containsExactly(
            new FeatureDefinition.Constant(), new FeatureDefinition.Categorical("site"));
    assertThat(pipeline.schema().label()).isEqualTo(new LabelRule.Field("clicked"));
    assertThat(pipeline.schema().labelKind()).isEqualTo(LabelKind.BINARY);
    assertThat(pipeline.schema().keyField()).isNull();
    assertThat(pipeline.schema().bits()).isEqualTo(22);
    assertThat(pipeline.input())
        .isEqualTo(
            new InputConfig(
                "clicks", "json", List.of(), 1 << 20, Partitioning.TOPIC, Start.EARLIEST, false));
    assertThat(pipeline.training())
        .isEqualTo(
            new TrainingConfig(
                2,
                1,
                new Staleness(1),
                new RoundSize(1, 16_384, .004, 65_536),
                Duration.ofMillis(10),
                Duration.ofMillis(200),
                "weighted",
                100_000,
                64,
                10_000,
                Duration.ofSeconds(10),
                Duration.ofSeconds(1)));
    assertThat(pipeline.export())
        .isEqualTo(new ExportConfig(Path.of("clicks.store"), Duration.ofMillis(100)));
    assertThat(pipeline.kafka().bootstrapServers()).isEqualTo("localhost:9092");
  }

  @Test
  void readsEverything() {
    Pipeline pipeline =
        read(
            """
            name: flights
            model:
              loss: squared
              bits: 10
              blocks: 4
              constant: false
              optimizer: {type: adagrad, alpha: 0.5, epsilon: 1e-3}
            features:
              - origin
              - numeric: distance
                scale: 0.001
              - {numeric: seats, transform: log1p}
              - numeric: age
              - hour: date
              - dayOfWeek: date
              - monthDay: date
              - cross: [origin, {hour: date}]
            label: {field: delay, atLeast: 15}
            key: origin
            weight: importance
            time: {field: date, format: "yyyy-MM-dd'T'HH:mm"}
            input:
              topic: t
              format: csv
              columns: [date, delay]
              maxRecordBytes: 1000
              partitioning: key
              start: latest
              bounded: true
              readers: 3
              maxDrift: 2m
            training:
              replicas: 8
              masters: 3
              staleness: unbounded
              round: {examples: 16, maxDelay: 0}
              merge: mean
              maxHeldExamples: 10
              maxUnmergedRounds: 11
              metricsWindow: 12
              checkpointInterval: 1m
              reportInterval: 50ms
            export: {store: /tmp/x, flushInterval: 1s}
            kafka:
              bootstrap.servers: [a:1, b:2]
              linger.ms: 5
            """);
    assertThat(pipeline.model().layout()).isEqualTo(new BlockLayout(10, 4));
    assertThat(pipeline.model().optimizer()).isEqualTo(new OptimizerSpec.AdaGrad(0.5, 1e-3));
    assertThat(pipeline.model().link()).isEqualTo(Link.IDENTITY);
    assertThat(pipeline.schema().features())
        .extracting(FeatureDefinition::name)
        .containsExactly(
            "origin",
            "scale(distance,0.001)",
            "log1p(seats)",
            "age",
            "hour(date)",
            "day-of-week(date)",
            "month-day(date)",
            "origin*hour(date)");
    assertThat(pipeline.schema().label()).isEqualTo(new Comparison("delay", Operator.AT_LEAST, 15));
    assertThat(pipeline.schema().labelKind()).isEqualTo(LabelKind.REAL);
    assertThat(pipeline.schema().keyField()).isEqualTo("origin");
    assertThat(pipeline.schema().timeField()).isEqualTo("date");
    assertThat(pipeline.schema().time()).isEqualTo(TimeFormat.of("yyyy-MM-dd'T'HH:mm"));
    assertThat(pipeline.schema().weightField()).isEqualTo("importance");
    assertThat(pipeline.input())
        .isEqualTo(
            new InputConfig(
                "t",
                "csv",
                List.of("date", "delay"),
                1000,
                Partitioning.KEY,
                Start.LATEST,
                true,
                null,
                3,
                Duration.ofMinutes(2)));
    assertThat(pipeline.training())
        .isEqualTo(
            new TrainingConfig(
                8,
                3,
                Staleness.UNBOUNDED,
                RoundSize.fixed(16),
                Duration.ZERO,
                Duration.ZERO,
                "mean",
                10,
                11,
                12,
                Duration.ofMinutes(1),
                Duration.ofMillis(50)));
    assertThat(pipeline.export())
        .isEqualTo(new ExportConfig(Path.of("/tmp/x"), Duration.ofSeconds(1)));
    assertThat(pipeline.kafka().toMap())
        .isEqualTo(Map.of("bootstrap.servers", "a:1,b:2", "linger.ms", "5"));
  }

  @ParameterizedTest
  @CsvSource({"4,1", "6,1", "7,2", "22,4", "24,16", "30,1024"})
  void modelsHaveAsManyBlocksAsTheirSizeAsksFor(int bits, int blocks) {
    Pipeline pipeline = PipelineFile.of(LEAST).with("model.bits", "" + bits).pipeline(Map.of());
    assertThat(pipeline.model().layout().blocks()).isEqualTo(blocks);
    assertThat(pipeline.training().masters()).isEqualTo(1);
  }

  @Test
  void theDefaultRuleIsThatOfAllOptimizers() {
    Pipeline pipeline =
        PipelineFile.of(LEAST).with("model.optimizer.type", "sgd").pipeline(Map.of());
    assertThat(pipeline.training().merge()).isEqualTo("weighted");
    assertThat(pipeline.model().optimizer()).isEqualTo(new OptimizerSpec.Sgd(0.01));
  }

  @Test
  void listedConstantStaysWhereItIs() {
    assertThat(read(LEAST.replace("[site]", "[site, constant]")).schema().features())
        .containsExactly(
            new FeatureDefinition.Categorical("site"), new FeatureDefinition.Constant());
  }

  @Test
  void fieldMayHaveTheConstantsName() {
    Pipeline pipeline =
        PipelineFile.of(LEAST.replace("[site]", "[{categorical: constant}]"))
            .with("model.constant", "false")
            .pipeline(Map.of());
    assertThat(pipeline.schema().features())
        .containsExactly(new FeatureDefinition.Categorical("constant"));
  }

  @ParameterizedTest
  @CsvSource({
    "equals: yes,            EQUAL,     yes, 0",
    "equals: true,           EQUAL,     true, 0",
    "notEquals: '\"5\"',     NOT_EQUAL, 5, 0",
    "notEquals: 5,           NOT_EQUAL, , 5",
    "above: -1.5,            ABOVE,     , -1.5",
    "below: 2,               BELOW,     , 2",
    "atMost: 2,              AT_MOST,   , 2",
  })
  void readsComparisons(String comparison, Operator operator, String text, double number) {
    String unquoted = comparison.replace("'", "");
    assertThat(read(LEAST.replace("clicked}", "x, " + unquoted + "}")).schema().label())
        .isEqualTo(new Comparison("x", operator, number, text));
  }

  @Test
  void valuesComeFromTheEnvironment() {
    Pipeline pipeline =
        PipelineFile.of(
                LEAST
                    + """
                    training: {replicas: "${REPLICAS}", masters: "${MASTERS:-1}"}
                    kafka:
                      bootstrap.servers: "${HOST}:${PORT:-9092}"
                      sasl.jaas.config: 'x password="${PASSWORD}";'
                      ssl.key.password: ${file:/etc/keys:password}
                      client.id: $${HOST}
                    """)
            .pipeline(
                Map.of("REPLICAS", "3", "MASTERS", "", "HOST", "kafka", "PASSWORD", "a$1\\b"));
    assertThat(pipeline.training().replicas()).isEqualTo(3);
    assertThat(pipeline.training().masters()).isEqualTo(1);
    assertThat(pipeline.kafka().toMap())
        .containsEntry("bootstrap.servers", "kafka:9092")
        .containsEntry("sasl.jaas.config", "x password=\"a$1\\b\";")
        .containsEntry("ssl.key.password", "${file:/etc/keys:password}")
        .containsEntry("client.id", "${HOST}");
  }

  @Test
  void aReplicaAloneHasLongerRounds() {
    PipelineFile file = PipelineFile.of(LEAST).with("training.replicas", "1");
    TrainingConfig alone = file.pipeline(Map.of()).training();
    assertThat(alone.roundSize().full(0, 1)).isEqualTo(65_536);
    assertThat(alone.roundMinDelay()).hasMillis(25);
    assertThat(alone.roundMaxDelay()).hasMillis(200);
    TrainingConfig one = file.with("training.replicas", "2").pipeline(Map.of()).training();
    assertThat(one.roundSize()).as("its job may get more replicas").isEqualTo(alone.roundSize());
    assertThat(one.roundMinDelay()).hasMillis(10);
    assertThat(one.roundMaxDelay()).hasMillis(200);
  }

  @Test
  void aRoundOfFewExamplesIsNoLongerThanOneOfMany() {
    PipelineFile file = PipelineFile.of(LEAST).with("training.round.maxDelay", "10ms");
    assertThat(file.pipeline(Map.of()).training().roundMinDelay()).hasMillis(10);
    assertThat(PipelineFileErrorsTest.errorsOf(file.with("training.round.minDelay", "20ms")))
        .containsExactly("training.round.minDelay: longer than maxDelay: value=20ms maxDelay=10ms");
  }

  @Test
  void roundsOfGivenExamplesDontGrowUnlessTheyAreAskedTo() {
    PipelineFile file = PipelineFile.of(LEAST).with("training.round.examples", "500");
    assertThat(file.pipeline(Map.of()).training().roundSize()).isEqualTo(RoundSize.fixed(500));
    assertThat(
            file.with("training.round.maxExamples", "2000")
                .pipeline(Map.of())
                .training()
                .roundSize())
        .isEqualTo(RoundSize.of(500, 2000));
    assertThat(PipelineFileErrorsTest.errorsOf(file.with("training.round.maxExamples", "499")))
        .containsExactly("training.round.maxExamples: less than examples: value=499 examples=500");
  }

  @Test
  void overridesWinAndAreChecked() {
    PipelineFile file = PipelineFile.of(LEAST + "training: {replicas: 4}");
    assertThat(file.with("training.replicas", "8").pipeline(Map.of()).training().masters())
        .isEqualTo(2);
    assertThat(PipelineFileErrorsTest.errorsOf(file.with("training.round.examples", "0")))
        .containsExactly(
            "training.round.examples: not a positive whole number: value=0 allowed=1..1000000");
  }

  @Test
  void kafkaSectionCanBeLeftOut() {
    PipelineFile file =
        PipelineFile.of(LEAST + "kafka: {bootstrap.servers: 'a:1', ssl.key.password: '${UNSET}'}");
    assertThat(file.withoutKafka().pipeline(Map.of()).kafka().bootstrapServers())
        .isEqualTo("localhost:9092");
  }

  @Test
  void clientPropertiesOfConsumersProducersAdminsFlinkAndPluginsAreTaken() {
    Pipeline pipeline =
        PipelineFile.of(
                LEAST
                    + """
                    kafka:
                      bootstrap.servers: a:1
                      isolation.level: read_uncommitted
                      linger.ms: 5
                      sasl.jaas.config: x
                      sasl.oauthbearer.token.endpoint.url: x
                      ssl.truststore.location: x
                      client.id.prefix: x
                      partition.discovery.interval.ms: 10000
                      config.providers: file
                      config.providers.file.class: x
                      metric.reporters: com.example.Reporter
                      com.example.reporter.address: x
                    """)
            .pipeline(Map.of());
    assertThat(pipeline.kafka().toMap()).hasSize(12);
  }

  @Test
  void partsOfTheTimeAreFeaturesWhateverTheLabel() {
    Pipeline pipeline =
        PipelineFile.of(
                """
                name: clicks
                features: [{hour: at}]
                label: {field: clicked}
                time: {field: at, format: iso-8601}
                input: {topic: clicks}
                """)
            .pipeline(Map.of());
    assertThat(pipeline.schema().features()).hasSize(2);
  }
}
