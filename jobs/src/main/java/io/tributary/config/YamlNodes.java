package io.tributary.config;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.snakeyaml.engine.v2.common.FlowStyle;
import org.snakeyaml.engine.v2.common.ScalarStyle;
import org.snakeyaml.engine.v2.nodes.MappingNode;
import org.snakeyaml.engine.v2.nodes.Node;
import org.snakeyaml.engine.v2.nodes.NodeTuple;
import org.snakeyaml.engine.v2.nodes.ScalarNode;
import org.snakeyaml.engine.v2.nodes.SequenceNode;
import org.snakeyaml.engine.v2.nodes.Tag;

/** What the parser's nodes mean in a pipeline file, and how they are made. */
final class YamlNodes {
  /** Tells that an error about a value has been reported, so that nobody reports another. */
  static final Tag UNUSABLE = new Tag("!unusable");

  private static final String SHOWN = "shown";

  private YamlNodes() {}

  /** Returns a value that stands nowhere in the file. */
  static ScalarNode scalar(String text, Tag tag) {
    return new ScalarNode(tag, text, ScalarStyle.PLAIN);
  }

  /** Returns the same value with another text; messages go on to show the one of the file. */
  static ScalarNode replaced(ScalarNode before, String text, Tag tag) {
    Node node =
        new ScalarNode(
            tag, true, text, before.getScalarStyle(), before.getStartMark(), before.getEndMark());
    node.setProperty(SHOWN, shown(before));
    return (ScalarNode) node;
  }

  static MappingNode mapping(Map<String, Node> entries) {
    List<NodeTuple> tuples = new ArrayList<>();
    entries.forEach((key, value) -> tuples.add(new NodeTuple(scalar(key, Tag.STR), value)));
    return new MappingNode(Tag.MAP, tuples, FlowStyle.BLOCK);
  }

  static SequenceNode sequence(List<Node> items) {
    return new SequenceNode(Tag.SEQ, items, FlowStyle.BLOCK);
  }

  /** Returns what a mapping holds, in the order of the file; of two equal keys the first. */
  static Map<String, Node> entries(MappingNode mapping) {
    Map<String, Node> entries = new LinkedHashMap<>();
    for (NodeTuple tuple : mapping.getValue()) {
      if (tuple.getKeyNode() instanceof ScalarNode key) {
        entries.putIfAbsent(key.getValue(), tuple.getValueNode());
      }
    }
    return entries;
  }

  /** Returns true when the value is absent: null and nothing else. */
  static boolean isNull(Node node) {
    return node.getTag().equals(Tag.NULL);
  }

  /** Returns true when an error about the value has been reported. */
  static boolean isUnusable(Node node) {
    return node.getTag().equals(UNUSABLE);
  }

  /** Returns the value as it shows in messages: as in the file, before variables are replaced. */
  static String shown(Node node) {
    if (node instanceof ScalarNode scalar) {
      return Optional.ofNullable(node.getProperty(SHOWN))
          .map(Object::toString)
          .orElse(scalar.getValue());
    }
    return node instanceof SequenceNode ? "a list" : "a mapping";
  }
}
