package io.tributary.config;

import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.common.ScalarStyle;
import org.snakeyaml.engine.v2.composer.Composer;
import org.snakeyaml.engine.v2.events.AliasEvent;
import org.snakeyaml.engine.v2.events.CollectionEndEvent;
import org.snakeyaml.engine.v2.events.CollectionStartEvent;
import org.snakeyaml.engine.v2.events.Event;
import org.snakeyaml.engine.v2.events.ImplicitTuple;
import org.snakeyaml.engine.v2.events.ScalarEvent;
import org.snakeyaml.engine.v2.exceptions.MarkedYamlEngineException;
import org.snakeyaml.engine.v2.exceptions.ParserException;
import org.snakeyaml.engine.v2.exceptions.ReaderException;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;
import org.snakeyaml.engine.v2.nodes.MappingNode;
import org.snakeyaml.engine.v2.nodes.Node;
import org.snakeyaml.engine.v2.nodes.NodeTuple;
import org.snakeyaml.engine.v2.nodes.ScalarNode;
import org.snakeyaml.engine.v2.nodes.SequenceNode;
import org.snakeyaml.engine.v2.parser.Parser;
import org.snakeyaml.engine.v2.parser.ParserImpl;
import org.snakeyaml.engine.v2.scanner.StreamReader;
import org.snakeyaml.engine.v2.schema.CoreSchema;

/** Reads YAML into the parser's nodes, and remembers where each key stands. */
final class YamlReader {
  private static final LoadSettings SETTINGS =
      LoadSettings.builder().setSchema(new CoreSchema()).build();
  private static final String FILE = "file";
  private static final MappingNode EMPTY = YamlNodes.mapping(Map.of());

  private final PipelineErrors errors;

  private YamlReader(PipelineErrors errors) {
    this.errors = errors;
  }

  /** Returns the mapping at the root; an empty one when the file is broken. */
  static MappingNode read(String yaml, PipelineErrors errors) {
    try {
      Parser parser = new ParserImpl(SETTINGS, new StreamReader(SETTINGS, yaml));
      return new YamlReader(errors).root(new WithoutAliases(parser));
    } catch (MarkedYamlEngineException e) {
      // The whole message quotes the file, and the quoted line may hold a secret.
      errors.addAt(e.getProblemMark(), FILE, "not yaml, " + e.getProblem());
    } catch (ReaderException e) {
      errors.add(FILE, "not yaml, character is not allowed", unprintable(yaml));
    } catch (YamlEngineException e) {
      errors.add(FILE, "not yaml", "");
    }
    return EMPTY;
  }

  // The exception's own position begins anew with each piece that the reader takes.
  private static String unprintable(String yaml) {
    StringBuilder before = new StringBuilder();
    yaml.codePoints().takeWhile(StreamReader::isPrintable).forEach(before::appendCodePoint);
    int character = yaml.codePointAt(Math.min(before.length(), yaml.length() - 1));
    long line = 1 + before.chars().filter(c -> c == '\n').count();
    int column = before.length() - before.lastIndexOf("\n");
    return String.format(
        Locale.ROOT, "character=U+%04X line=%d column=%d", character, line, column);
  }

  private MappingNode root(Parser parser) {
    Composer composer = new Composer(SETTINGS, parser);
    if (!composer.hasNext()) {
      errors.add(FILE, "empty", "");
      return EMPTY;
    }
    Node root = composer.next();
    if (composer.hasNext()) {
      errors.addAt(parser.peekEvent().getStartMark(), FILE, "more than one document");
    }
    errors.place("", root);
    visit(root, "");
    if (root instanceof MappingNode mapping) {
      return mapping;
    }
    errors.add(FILE, "not a mapping of keys to values", "");
    return EMPTY;
  }

  private void visit(Node node, String path) {
    if (node instanceof MappingNode mapping) {
      visitEntries(mapping, path);
    } else if (node instanceof SequenceNode sequence) {
      List<Node> items = sequence.getValue();
      for (int i = 0; i < items.size(); i++) {
        String itemPath = path + "[" + i + "]";
        errors.place(itemPath, items.get(i));
        visit(items.get(i), itemPath);
      }
    } else if (YamlNodes.isUnusable(node)) {
      errors.addAt(node.getStartMark(), path, "aliases are not supported");
    }
  }

  private void visitEntries(MappingNode mapping, String path) {
    Set<String> seen = new HashSet<>();
    for (NodeTuple tuple : mapping.getValue()) {
      Node key = tuple.getKeyNode();
      if (!(key instanceof ScalarNode name) || YamlNodes.isUnusable(key)) {
        String where = path.isEmpty() ? FILE : path;
        errors.addAt(key.getStartMark(), where, "a key is not a single value");
        continue;
      }
      String keyPath = Section.join(path, name.getValue());
      if (!seen.add(name.getValue())) {
        errors.addAt(key.getStartMark(), keyPath, "key is there twice");
      }
      errors.place(keyPath, key);
      visit(tuple.getValueNode(), keyPath);
    }
  }

  /**
   * Makes of each alias a value that is not usable. Composed, it would be what it refers to, and
   * stand there. Also ends a file that is nested very deeply, which composing would end by a stack
   * overflow.
   */
  private static final class WithoutAliases implements Parser {
    private static final ImplicitTuple EXPLICIT = new ImplicitTuple(false, false);
    private static final int DEEPEST = 100;

    private final Parser parser;
    private int depth;

    WithoutAliases(Parser parser) {
      this.parser = parser;
    }

    @Override
    public boolean checkEvent(Event.ID id) {
      return parser.hasNext() && peekEvent().getEventId() == id;
    }

    @Override
    public Event peekEvent() {
      return replaced(parser.peekEvent());
    }

    @Override
    public boolean hasNext() {
      return parser.hasNext();
    }

    @Override
    public Event next() {
      Event event = parser.next();
      if (event instanceof CollectionStartEvent) {
        depth++;
      } else if (event instanceof CollectionEndEvent) {
        depth--;
      }
      if (depth > DEEPEST) {
        throw new ParserException("nested more than " + DEEPEST + " deep", event.getStartMark());
      }
      return replaced(event);
    }

    private static Event replaced(Event event) {
      return event instanceof AliasEvent
          ? new ScalarEvent(
              Optional.empty(),
              Optional.of(YamlNodes.UNUSABLE.getValue()),
              EXPLICIT,
              "",
              ScalarStyle.PLAIN,
              event.getStartMark(),
              event.getEndMark())
          : event;
    }
  }
}
