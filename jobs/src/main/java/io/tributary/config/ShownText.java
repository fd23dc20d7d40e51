package io.tributary.config;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.snakeyaml.engine.v2.exceptions.Mark;
import org.snakeyaml.engine.v2.nodes.MappingNode;
import org.snakeyaml.engine.v2.nodes.Node;
import org.snakeyaml.engine.v2.nodes.ScalarNode;
import org.snakeyaml.engine.v2.nodes.SequenceNode;

/**
 * The text of a pipeline file without what may be a secret: the values of the kafka section except
 * the addresses, those of Flink's options that are named after one, and the defaults of variables.
 * References to variables stay, because they say only where a secret is.
 */
final class ShownText {
  private static final String HIDDEN = "hidden";
  private static final Pattern REFERENCE =
      Pattern.compile("\\$\\{([A-Za-z_][A-Za-z0-9_]*|file:[^}]*)}");
  private static final Pattern DEFAULT = Pattern.compile("(?<!\\$)\\$\\{[A-Za-z_]\\w*:-[^}]*}");
  private static final Pattern SENSITIVE =
      Pattern.compile("(?i).*(password|secret|token|credential|key|auth|user|sasl).*");

  private final List<ScalarNode> hidden = new ArrayList<>();

  private ShownText() {}

  static String of(String yaml, MappingNode root) {
    ShownText text = new ShownText();
    text.look(root, "");
    // Marks count code points, as the reader does.
    int[] points = yaml.codePoints().toArray();
    StringBuilder shown = new StringBuilder();
    int done = 0;
    List<ScalarNode> inOrder =
        text.hidden.stream().sorted(Comparator.comparingInt(ShownText::start)).toList();
    for (ScalarNode node : inOrder) {
      shown.append(new String(points, done, start(node) - done)).append(HIDDEN);
      done = node.getEndMark().map(Mark::getIndex).orElseThrow();
    }
    return shown.append(new String(points, done, points.length - done)).toString();
  }

  private static int start(ScalarNode node) {
    return node.getStartMark().map(Mark::getIndex).orElseThrow();
  }

  private void look(Node node, String path) {
    if (node instanceof MappingNode mapping) {
      for (Map.Entry<String, Node> entry : YamlNodes.entries(mapping).entrySet()) {
        look(entry.getValue(), Section.join(path, entry.getKey()));
      }
    } else if (node instanceof SequenceNode sequence) {
      sequence.getValue().forEach(item -> look(item, path));
    } else if (node instanceof ScalarNode scalar && isHidden(scalar.getValue(), path)) {
      hidden.add(scalar);
    }
  }

  private static boolean isHidden(String value, String path) {
    if (REFERENCE.matcher(value).matches() || value.isEmpty()) {
      return false;
    }
    boolean isKafka = path.startsWith("kafka.") && !path.equals("kafka.bootstrap.servers");
    boolean isNamedSo =
        (path.startsWith("flink.") || path.startsWith("tracking."))
            && SENSITIVE.matcher(path).matches();
    return isKafka || isNamedSo || DEFAULT.matcher(value).find();
  }
}
