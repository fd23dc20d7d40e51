package io.tributary.format;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonFactoryBuilder;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import io.tributary.example.FieldNames;
import io.tributary.example.FieldValues;
import io.tributary.example.FieldValues.Kind;
import io.tributary.example.RejectReason;
import io.tributary.example.UnusableRecordException;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A JSON object per record, whose needed fields are texts, numbers, booleans or null. Of a repeated
 * field the last counts. Other fields may hold anything.
 *
 * <p>What is written the usual way is read by {@link PlainJson}; all else, and all that is broken,
 * by Jackson from the start, whose word is final.
 */
final class JsonFormat implements ExampleFormat {
  static final String NAME = "json";

  private static final Names FACTORY = new Names();

  /** Records of one topic mostly have the same fields in the same order. */
  private static final int REMEMBERED = 256;

  private final PlainJson plain = new PlainJson();
  private final @Nullable String[] recentNames = new @Nullable String[REMEMBERED];
  private final int[] recentSlots = new int[REMEMBERED];
  private @Nullable FieldNames names;

  @Override
  public String name() {
    return NAME;
  }

  @Override
  public void decode(byte[] record, int offset, int length, FieldValues out) {
    if (!plain.read(record, offset, length, out)) {
      parse(record, offset, length, out);
    }
  }

  /** Decodes with the full parser, whatever the record is. */
  void parse(byte[] record, int offset, int length, FieldValues out) {
    out.clear();
    try (JsonParser parser = FACTORY.createParser(record, offset, length)) {
      JsonToken first = parser.nextToken();
      if (first == null) {
        throw new UnusableRecordException(RejectReason.EMPTY, "record is blank: bytes=" + length);
      }
      if (first != JsonToken.START_OBJECT) {
        throw new UnusableRecordException(
            RejectReason.NOT_AN_OBJECT, "record is not a json object: found=" + first);
      }
      int position = 0;
      while (parser.nextToken() != JsonToken.END_OBJECT) {
        int slot = slot(parser.currentName(), position++, out.names());
        JsonToken value = parser.nextToken();
        if (slot < 0) {
          parser.skipChildren();
        } else {
          read(parser, value, slot, out);
        }
      }
      if (parser.nextToken() != null) {
        throw new UnusableRecordException(
            RejectReason.NOT_JSON,
            "record goes on after its json object: byte="
                + parser.currentTokenLocation().getByteOffset());
      }
    } catch (JsonProcessingException e) {
      long at = e.getLocation() == null ? -1 : e.getLocation().getByteOffset();
      throw new UnusableRecordException(
          RejectReason.NOT_JSON,
          "record is not json: byte=" + at + " problem=" + e.getOriginalMessage());
    } catch (IOException e) {
      throw new UnusableRecordException(
          RejectReason.NOT_JSON, "record is not json: problem=" + e.getMessage());
    }
  }

  @Override
  public List<String> fieldNames(byte[] record, int offset, int length) {
    List<String> fields = new ArrayList<>();
    try (JsonParser parser = FACTORY.createParser(record, offset, length)) {
      if (parser.nextToken() == JsonToken.START_OBJECT) {
        while (parser.nextToken() == JsonToken.FIELD_NAME) {
          fields.add(parser.currentName());
          parser.nextToken();
          parser.skipChildren();
        }
      }
    } catch (IOException e) {
      // Not all of it is json: these are the names before.
    }
    return fields;
  }

  @SuppressWarnings("ReferenceEquality") // the parser gives equal names as one object, mostly
  private int slot(String name, int position, FieldNames fields) {
    if (fields != names) {
      Arrays.fill(recentNames, null);
      names = fields;
    }
    int at = position & REMEMBERED - 1;
    if (recentNames[at] != name) {
      recentNames[at] = name;
      recentSlots[at] = fields.slot(name);
    }
    return recentSlots[at];
  }

  private static void read(JsonParser parser, JsonToken value, int slot, FieldValues out)
      throws IOException {
    switch (value) {
      case VALUE_NULL -> out.setNull(slot);
      case VALUE_STRING -> copy(parser, Kind.TEXT, slot, out);
      case VALUE_NUMBER_INT, VALUE_NUMBER_FLOAT -> copy(parser, Kind.NUMBER, slot, out);
      case VALUE_TRUE, VALUE_FALSE -> copy(parser, Kind.BOOLEAN, slot, out);
      default ->
          throw new UnusableRecordException(
              RejectReason.NESTED_VALUE,
              "field holds an object or an array: field=" + out.names().name(slot));
    }
  }

  private static void copy(JsonParser parser, Kind kind, int slot, FieldValues out)
      throws IOException {
    out.set(slot, kind, parser.getTextCharacters(), parser.getTextOffset(), parser.getTextLength());
  }

  /** Returns how many names of fields the parsers of this process know. */
  static int knownNames() {
    return FACTORY.known();
  }

  /**
   * Makes parsers that share the names they have met, and forget them when there are too many.
   * Names are not interned: the JVM looks each new one up in a table of all its texts, which grows
   * with every name that was ever met.
   */
  private static final class Names extends JsonFactory {
    private static final long serialVersionUID = 1L;

    Names() {
      super(new JsonFactoryBuilder().disable(JsonFactory.Feature.INTERN_FIELD_NAMES));
    }

    int known() {
      return _byteSymbolCanonicalizer.size();
    }
  }
}
