package io.tributary.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

final class PipelineFileErrorsTest {
  private static final String LEAST = PipelineFileTest.LEAST;

  static List<String> errorsOf(PipelineFile file) {
    PipelineException e =
        catchThrowableOfType(PipelineException.class, () -> file.pipeline(Map.of()));
    assertThat(e).isNotNull();
    assertThat(e.errors()).hasSize((int) e.getMessage().lines().count());
    return e.getMessage().lines().toList();
  }

  private static List<String> errorsOf(String yaml) {
    return errorsOf(PipelineFile.of(yaml));
  }

  @Test
  void reportsAllErrorsTogether() {
    assertThat(
            errorsOf(
                """
                model: {bits: 99, loss: cubic, optimzer: {}}
                features: [{numeric: a, scale: x}, {day-of-week: b}]
                label: {}
                input: {topic: "a b", fromat: json}
                training: {round: {examples: 0}, staleness: -2}
                kafka: {bootstrap.servers: nowhere}
                """))
        .containsExactly(
            "name: missing: allowed=up to 200 of [a-zA-Z0-9._-] line=1 column=1",
            "model.loss: unknown: value=cubic allowed=[logistic, squared, hinge, poisson,"
                + " quantile, softmax] line=1 column=19",
            "model.bits: not a positive whole number: value=99 allowed=1..30 line=1 column=9",
            "model.optimzer: unknown key: nearest=optimizer allowed=[loss, quantile, table, bits,"
                + " blocks, optimizer, constant, type, factors, network] line=1 column=32",
            "features[0].scale: not a number: value=x line=2 column=25",
            "features[1]: not a feature: allowed=a field, or one of [categorical, numeric, hour,"
                + " dayOfWeek, monthDay, cross] line=2 column=36",
            "features[1].day-of-week: unknown key: nearest=dayOfWeek allowed=[categorical, numeric,"
                + " hour, dayOfWeek, monthDay, cross] line=2 column=37",
            "label.field: missing: allowed=the name of a field line=3 column=1",
            "input.topic: not a name of a topic: value=a b allowed=249 of [a-zA-Z0-9._-] line=4"
                + " column=9",
            "input.fromat: unknown key: nearest=format allowed=[topic, format, columns, schema,"
                + " avroHeader, readers, partitioning, start, maxRecordBytes, bounded, maxDrift]"
                + " line=4 column=23",
            "training.staleness: not a whole number in range: value=-2 allowed=0..1000, unbounded"
                + " line=5 column=34",
            "training.round.examples: not a positive whole number: value=0 allowed=1..1000000"
                + " line=5 column=20",
            "kafka.bootstrap.servers: not a list of addresses: allowed=host:port,host:port line=6"
                + " column=9");
  }

  @Test
  void namesWhatIsMissing() {
    assertThat(errorsOf("model: {}"))
        .containsExactly(
            "name: missing: allowed=up to 200 of [a-zA-Z0-9._-] line=1 column=1",
            "features: missing: allowed=a list of fields and features line=1 column=1",
            "label: missing: allowed={field: NAME}, or {field: NAME, atLeast: NUMBER} line=1"
                + " column=1",
            "input.topic: missing: allowed=the name of a Kafka topic line=1 column=1");
  }

  @Test
  void namesOfClientPropertiesAreCheckedAlsoWhereTheirValuesAreNotRead() {
    PipelineFile file =
        PipelineFile.of(LEAST + "kafka: {bootstrap.server: '${UNSET}', client.id: '${UNSET}'}");
    assertThat(errorsOf(file.withoutKafka()))
        .containsExactly(
            "kafka.bootstrap.server: unknown kafka client property: nearest=bootstrap.servers line=5"
                + " column=9");
  }

  static List<Arguments> singleErrors() {
    return List.of(
        // The kinds of values.
        error("training: 5", "training: not a mapping of keys to values"),
        error("training: {replicas: [1]}", "training.replicas: not a single value: value=a list"),
        error("training: {replicas: 1.5}", "training.replicas: not a positive whole number: "),
        error("training: {replicas: 1e99999999}", "training.replicas: not a positive whole "),
        error(
            "training: {replicas: many}",
            "training.replicas: not a positive whole number: value=many allowed=1..1024, auto"),
        error(
            "training: {replicas: 0}",
            "training.replicas: not a positive whole number: value=0 allowed=1..1024, auto"),
        error(
            "training: {round: {share: 1.5}}",
            "training.round.share: more than all: value=1.5 allowed=0..1"),
        error("training: {round: {share: 0}}", "training.round.share: not a positive number"),
        error("training: {round: {maxDelay: 20}}", "training.round.maxDelay: not a duration in "),
        error("training: {round: {maxDelay: 2h}}", "training.round.maxDelay: not a duration in "),
        error("training: {reportInterval: 0ms}", "training.reportInterval: not positive"),
        error(
            "training: {merge: max}",
            "training.merge: unknown: value=max allowed=[weighted, saturating, "),
        error("training: {masters: 17}", "training.masters: not a positive whole number: value=17"),
        error("input: {topic: a, bounded: maybe}", "input.bounded: neither true nor false: "),
        error("input: {topic: ..}", "input.topic: not a name of a topic: value=.."),
        error("input: {topic: clicks.updates}", "input.topic: a topic that the model itself wri"),
        error(
            "input: {topic: a, format: xml}",
            "input.format: unknown: value=xml allowed=[avro, csv,"),
        error("input: {topic: a, columns: [b]}", "input.columns: only csv has columns: format="),
        error("input: {topic: a, format: csv, columns: [b, b]}", "input.columns[1]: column is th"),
        error("input: {topic: a, format: csv, columns: [{}]}", "input.columns[0]: not the name "),
        error("input: {topic: a, partitioning: key}", "key: missing: needed by=input.partitioning"),
        error("input: {topic: a, readers: 2}", "key: missing: needed by=input.partitioning: key"),
        error("key: k\ninput: {topic: a, readers: 0}", "input.readers: not a positive whole numb"),
        error(
            "input: {topic: a, partitioning: topic, readers: 3}",
            "input.readers: replicas read by themselves with partitioning: topic: value=3 allowed=2,"
                + " or partitioning: key"),
        error("input: {topic: a, maxDrift: 1h}", "time.field: missing: needed by=input.maxDrift"),
        error("input: {topic: a, maxDrift: 1w}", "input.maxDrift: not a duration in range: "),
        error("name: a/b", "name: not a name of topics: value=a/b allowed="),
        error("name: ''", "name: empty"),
        error("model: {blocks: 3}", "model.blocks: not a power of two: value=3 nearest=2"),
        error("model: {bits: 2, blocks: 8}", "model.blocks: not a positive whole number: value=8"),
        error("model: {optimizer: {type: adam}}", "model.optimizer.type: unknown: value=adam all"),
        error("model: {optimizer: {alpha: 0}}", "model.optimizer.alpha: not a positive number: "),
        error("model: {optimizer: {alpha: .inf}}", "model.optimizer.alpha: not a positive number"),
        error("model: {optimizer: {l1: -1}}", "model.optimizer.l1: not a number from zero up: v"),
        error(
            "model: {optimizer: {type: sgd, alpha: 1}}",
            "model.optimizer.alpha: unknown key: allowed=[type, rate]"),
        error("weight: [a]", "weight: not a single value: value=a list"),
        // Features.
        error("features: []", "features: empty"),
        error("features: x", "features: not a list: value=x"),
        error("features: ['']", "features[0]: empty"),
        error("features: [a, a]", "features[1]: feature is there twice: value=a"),
        error("features: [[a]]", "features[0]: not a mapping of keys to values"),
        error("features: [{hour: a, numeric: b}]", "features[0]: more than one feature: kinds=[n"),
        error("features: [{hour: a}]", "time.format: missing: allowed=epoch-millis, "),
        error("features: [{cross: [a, {hour: b}]}]", "time.format: missing: allowed="),
        error("features: [{cross: [a]}]", "features[0]: cross has less than two features: of="),
        error("features: [{cross: [a, constant]}]", "features[0]: cross can't hold this feature"),
        error("features: [{cross: a}]", "features[0].cross: not a list: value=a"),
        error("features: [{numeric: a, scale: 0}]", "features[0].scale: scale is not finite or "),
        error("features: [{numeric: a, scale: 1, transform: log1p}]", "features[0].scale: scale "),
        error("features: [{numeric: a, transform: x}]", "features[0].transform: unknown: value=x"),
        error(
            "features: [{hour: a, scale: 1}]\ntime: {format: iso-8601}", "features[0].scale: unk"),
        error("features: [constant]\nmodel: {constant: false}", "model.constant: the constant is "),
        error("features: [{categorical: constant}]", "features: a field has the constant's name"),
        // Label and time.
        error("label: {field: a, above: x}", "label.above: not a number: value=x"),
        error("label: {field: a, above: 1, below: 2}", "label: more than one comparison: compar"),
        error("label: {field: a, abov: 2}", "label.abov: unknown key: nearest=above allowed=[fi"),
        error("time: {format: yy}", "time.format: time format can't be used, yy is unknown: for"),
        error("time: {field: a}", "time.format: missing: allowed="),
        // Kafka.
        error("kafka: x", "kafka: not a mapping of client properties"),
        error("kafka: {ssl: {key: x}}", "kafka.ssl: not a single value: allowed="),
        error("kafka: {key.serializer: x}", "kafka.key.serializer: not for pipelines to set"),
        error(
            "kafka: {client.id: '${UNSET}'}",
            "kafka.client.id: environment variable is not set: variable=UNSET"),
        error(
            "kafka: {bootstrap.server: 'a:1'}",
            "kafka.bootstrap.server: unknown kafka client property: nearest=bootstrap.servers"),
        error(
            "kafka: {bootstrap_servers: 'a:1'}",
            "kafka.bootstrap_servers: unknown kafka client property: nearest=bootstrap.servers"),
        error(
            "kafka: {ssl.keystore.pasword: x}",
            "kafka.ssl.keystore.pasword: unknown kafka client property: nearest=ssl.keystore.passw"),
        error(
            "kafka: {something.else.entirely.of.mine: x}",
            "kafka.something.else.entirely.of.mine: unknown kafka client property: allowed=names of"),
        error(
            "kafka: {interceptor.classes: x, bootstrap.server: 'a:1'}",
            "kafka.bootstrap.server: unknown kafka client property: nearest=bootstrap.servers"),
        // A label that predicts itself.
        error(
            "features: [b, y]\nlabel: {field: y}",
            "features[1]: the label's field is no feature, it would predict itself: field=y"),
        error(
            "features: [b, {numeric: y, scale: 2}]\nlabel: {field: y, atLeast: 15}",
            "features[1]: the label's field is no feature, it would predict itself: field=y"),
        error(
            "features: [{numeric: y, transform: log1p}]\nlabel: {field: y}",
            "features[0]: the label's field is no feature, it would predict itself: field=y"),
        error(
            "features: [{categorical: y}]\nlabel: {field: y}",
            "features[0]: the label's field is no feature, it would predict itself: field=y"),
        error(
            "features: [b, {cross: [b, y]}]\nlabel: {field: y}",
            "features[1].cross[1]: the label's field is no feature, it would predict itself: field="),
        error(
            "features: [{hour: y}]\nlabel: {field: y}\ntime: {format: iso-8601}",
            "features[0]: the label's field is no feature, it would predict itself: field=y"),
        // Flink.
        error("flink: x", "flink: not a mapping of Flink's options"),
        error("flink: {state.backend.type: [a]}", "flink.state.backend.type: not a single value: "),
        error(
            "flink: {execution.checkpointing.unaligned.enabled: true}",
            "flink.execution.checkpointing.unaligned.enabled: would repeat after a restore what was"
                + " in flight: value=true allowed=[false]"),
        error(
            "flink: {execution.checkpointing.mode: AT_LEAST_ONCE}",
            "flink.execution.checkpointing.mode: would learn examples twice after a restore:"
                + " value=AT_LEAST_ONCE allowed=[EXACTLY_ONCE]"),
        error(
            "flink: {execution.runtime-mode: BATCH}",
            "flink.execution.runtime-mode: would never merge, as the loop needs a stream:"
                + " value=BATCH allowed=[STREAMING]"),
        error(
            "flink: {pipeline: {generic-types: 'true'}}",
            "flink.pipeline.generic-types: would let state be written that later versions can't"
                + " read: value=true allowed=[false]"),
        error(
            "model: {table: exact}",
            "model.table: an exact table is dealt out to shards: value=exact"
                + " training.parallelism=data allowed=[training.parallelism: model|hybrid]"),
        error(
            "model: {type: deepfm}\ntraining: {parallelism: model}",
            "training.parallelism: a network is not dealt out to shards: value=model"
                + " model.type=deepfm allowed=[training.parallelism: data|hybrid]"),
        error(
            "training: {parallelism: hybrid}",
            "training.parallelism: the model has no network to be learned beside shards:"
                + " value=hybrid allowed=[training.parallelism: data|model], or model.type: deepfm"),
        error(
            "training: {shards: 2}",
            "training.shards: key has no meaning here: training.parallelism=data"
                + " allowed=[training.parallelism: model|hybrid]"),
        error(
            "model: {table: {admitAfter: 2}}",
            "model.table.admitAfter: key has no meaning here: model.table.type=hashed"),
        error(
            "model: {table: exact, bits: 20}\ntraining: {parallelism: model}",
            "model.bits: key has no meaning here: model.table=exact allowed=[model.table: hashed]"),
        error(
            "model: {table: {type: exact, expireAfter: 30d}}\ntraining: {parallelism: model}",
            "time.field: missing: needed by=model.table.expireAfter"),
        error(
            "flink: {parallelism.default: 4}",
            "flink.parallelism.default: not for pipelines to set: instead=training.replicas"),
        error(
            "flink: {execution.state-recovery.path: a}",
            "flink.execution.state-recovery.path: not for pipelines to set: instead=submit --from"),
        error(
            "flink: {execution.checkpointing.interval: 5s}\ntraining: {checkpointInterval: 5s}",
            "flink.execution.checkpointing.interval: is there twice: other=training.checkpointInt"),
        error(
            "flink: {state.backend: {type: rocksdb}, state.backend.type: rocksdb}",
            "flink.state.backend.type: is there twice"),
        error(
            "flink: {taskmanager.numberOfTaskSlots: 4}",
            "flink.taskmanager.numberOfTaskSlots: an option of the cluster, which a job can't set:"
                + " allowed=[execution.*, pipeline.*, restart-strategy.*, state.*]"),
        error(
            "flink: {high-availability.type: x}", "flink.high-availability.type: an option of th"),
        error(
            "flink: {execution.checkpointing.timout: 5s}",
            "flink.execution.checkpointing.timout: unknown option of Flink:"
                + " nearest=execution.checkpointing.timeout"),
        error(
            "flink: {state.backend: rocksdb}",
            "flink.state.backend: unknown option of Flink: nearest=state.backend.type"),
        error(
            "flink: {zookeeper: x}",
            "flink.zookeeper: unknown option of Flink: allowed=[execution.*, pipeline.*, "),
        error(
            "flink: {state.backend.type: forst}",
            "flink.state.backend.type: not a value of the option: value=forst allowed=[hashmap,"
                + " rocksdb]"),
        error(
            "flink: {execution.checkpointing.timeout: soon}",
            "flink.execution.checkpointing.timeout: not a value of the option: value=soon allowed=a"
                + " duration like 500ms, 10s, 5min or 1h"),
        error("flink: {a: '${UNSET}'}", "flink.a: environment variable is not set: variable=UNSET"),
        error("name: ${UNSET}", "name: environment variable is not set: variable=UNSET"),
        error("wieght: importance", "wieght: unknown key: nearest=weight allowed=[name, model, "));
  }

  private static Arguments error(String yaml, String message) {
    return Arguments.of(yaml, message);
  }

  @ParameterizedTest
  @MethodSource("singleErrors")
  void reportsOneError(String yaml, String message) {
    StringBuilder file = new StringBuilder(yaml).append('\n');
    for (String line : LEAST.lines().toList()) {
      String key = line.substring(0, line.indexOf(':') + 1);
      if (!("\n" + yaml).contains("\n" + key)) {
        file.append(line).append('\n');
      }
    }
    assertThat(errorsOf(file.toString())).hasSize(1).first().asString().startsWith(message);
  }

  @Test
  void syntaxErrorsSayWhereButQuoteNothing() {
    assertThat(errorsOf("name: a\nkafka: {ssl.key.password: 'hunter2', a: b]\n"))
        .hasSize(1)
        .first()
        .asString()
        .startsWith("file: not yaml, ")
        .contains("line=2 column=")
        .doesNotContain("hunter2");
    assertThat(errorsOf("a: {[b]: c}")).contains("a: a key is not a single value: line=1 column=5");
    assertThat(errorsOf("a: @x")).hasSize(1).first().asString().contains("line=1 column=4");
    String comments = "# comment\n".repeat(2000);
    assertThat(errorsOf(comments + "a: b\nc: \u0001"))
        .containsExactly(
            "file: not yaml, character is not allowed: character=U+0001 line=2002 column=4");
    assertThat(errorsOf("a: " + "[".repeat(9_000) + "]".repeat(9_000)))
        .containsExactly("file: not yaml, nested more than 100 deep: line=1 column=103");
    assertThat(errorsOf("")).containsExactly("file: empty");
    assertThat(errorsOf("# nothing")).containsExactly("file: empty");
    assertThat(errorsOf("- a"))
        .containsExactly("file: not a mapping of keys to values: line=1 column=1");
    assertThat(errorsOf(LEAST + "---\nname: b"))
        .hasSize(1)
        .first()
        .asString()
        .contains("more than one document: line=5 column=1");
  }

  @Test
  void duplicateKeysAndAliasesAreErrors() {
    assertThat(errorsOf(LEAST + "training:\n  replicas: 1\n  replicas: 2\nname: again\nkey: *a\n"))
        .containsExactly(
            "training.replicas: key is there twice: line=7 column=3",
            "name: key is there twice: line=8 column=1",
            "key: aliases are not supported: line=9 column=6");
  }

  @Test
  void anErrorSaysWhereItsKeyStands() {
    String yaml =
        """
        # A comment.
        name: clicks
        features:
          - site
          - numeric: age
            scale: zero
        label: {field: clicked}
        input:
          topic: clicks
          format: xml
        flink:
          state: {backend: {type: forst}}
        """;
    assertThat(errorsOf(PipelineFile.of(yaml).with("training.replicas", "0")))
        .satisfiesExactly(
            error ->
                assertThat(error).startsWith("features[1].scale: ").endsWith("line=6 column=5"),
            error -> assertThat(error).startsWith("input.format: ").endsWith(" line=10 column=3"),
            // Of the command line.
            error -> assertThat(error).startsWith("training.replicas: ").doesNotContain("line="),
            error ->
                assertThat(error).startsWith("flink.state.backend").endsWith("line=12 column=21"));
  }

  @Test
  void valuesStayOnOneShortLine() {
    String value = "x\\n".repeat(100);
    assertThat(errorsOf(LEAST.replace("name: clicks", "name: \"" + value + "\"")))
        .hasSize(1)
        .first()
        .asString()
        .contains("value=x x x ")
        .contains("... allowed=");
  }

  @Test
  void readsBytesThatAreNotUtf8(@TempDir Path directory) throws IOException {
    Path file = directory.resolve("binary.yaml");
    Files.write(file, new byte[] {(byte) 0xFF, (byte) 0xFE, 0, 1, 2});
    assertThat(errorsOf(PipelineFile.read(file))).hasSize(1);
  }
}
