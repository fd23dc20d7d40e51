package io.tributary.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.reflect.Field;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.apache.flink.configuration.ConfigOption;
import org.junit.jupiter.api.Test;

/** The list of Flink's options is the one of the Flink that is on the class path. */
final class FlinkOptionTest {
  private static final String CORE = "org.apache.flink.configuration.";
  private static final String ROCKSDB = "org.apache.flink.state.rocksdb.";
  private static final List<String> CLASSES =
      List.of(
          CORE + "CheckpointingOptions",
          CORE + "ExecutionOptions",
          CORE + "PipelineOptions",
          CORE + "RestartStrategyOptions",
          CORE + "StateBackendOptions",
          CORE + "StateChangelogOptions",
          CORE + "StateLatencyTrackOptions",
          CORE + "StateRecoveryOptions",
          CORE + "StateSizeTrackOptions",
          ROCKSDB + "RocksDBConfigurableOptions",
          ROCKSDB + "RocksDBNativeMetricOptions",
          ROCKSDB + "RocksDBOptions",
          ROCKSDB + "sstmerge.RocksDBManualCompactionOptions");

  /** Texts to Flink, which loads a class of any other name. */
  private static final Map<String, String> CHOICES =
      Map.of(
          "execution.checkpointing.storage", "enum filesystem jobmanager",
          "restart-strategy.type", "enum none fixed-delay failure-rate exponential-delay",
          "state.backend.type", "enum hashmap rocksdb");

  @Test
  void theListIsFlinks() throws ReflectiveOperationException {
    List<String> listed =
        FlinkOption.all().values().stream()
            .map(
                option ->
                    (option.key()
                            + " "
                            + option.type().name().toLowerCase(Locale.ROOT)
                            + " "
                            + String.join(" ", option.choices()))
                        .strip())
            .toList();
    assertThat(String.join("\n", listed)).isEqualTo(String.join("\n", flinks()));
  }

  private static List<String> flinks() throws ReflectiveOperationException {
    Map<String, String> lines = new TreeMap<>();
    for (String name : CLASSES) {
      for (Field field : Class.forName(name).getDeclaredFields()) {
        if (Modifier.isStatic(field.getModifiers()) && field.getType() == ConfigOption.class) {
          field.setAccessible(true);
          ConfigOption<?> option = (ConfigOption<?>) field.get(null);
          if (isForStreams(option.key())) {
            lines.put(option.key(), line(option));
          }
        }
      }
    }
    return new ArrayList<>(lines.values());
  }

  private static boolean isForStreams(String key) {
    return !key.matches("execution[.](batch|sort|async).*");
  }

  private static String line(ConfigOption<?> option) throws ReflectiveOperationException {
    Class<?> type = (Class<?>) call(option, "getClazz");
    String kind = type.getSimpleName().toLowerCase(Locale.ROOT);
    if (CHOICES.containsKey(option.key())) {
      kind = CHOICES.get(option.key());
    } else if ((boolean) call(option, "isList") || type == Map.class) {
      kind = "string";
    } else if (type.isEnum()) {
      kind =
          Arrays.stream(type.getEnumConstants())
              .map(constant -> ((Enum<?>) constant).name())
              .collect(Collectors.joining(" ", "enum ", ""));
    }
    return option.key() + " " + kind;
  }

  private static Object call(ConfigOption<?> option, String name)
      throws ReflectiveOperationException {
    Method method = ConfigOption.class.getDeclaredMethod(name);
    method.setAccessible(true);
    return method.invoke(option);
  }
}
