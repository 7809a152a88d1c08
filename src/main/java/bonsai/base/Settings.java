package bonsai.base;

import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.StringNode;

/**
 * The settings of a record: what {@link Setting} says of each component, and the reading, checking
 * and building that a spec's reader and a form share.
 */
public final class Settings {
  private Settings() {}

  /** The components of a record that carry {@link Setting}, in their order. */
  public static List<Field> of(Class<? extends Record> type) {
    var fields = new ArrayList<Field>();
    for (var component : type.getRecordComponents()) {
      of(component).ifPresent(fields::add);
    }
    return List.copyOf(fields);
  }

  static Optional<Field> of(RecordComponent component) {
    return Optional.ofNullable(component.getAnnotation(Setting.class))
        .map(
            setting ->
                new Field(
                    component.getName(),
                    component.getGenericType(),
                    kind(component.getType()),
                    choices(component.getType()),
                    setting));
  }

  /** The values of a record's settings by name, in their order. */
  public static Map<String, Object> values(Record record) {
    var values = new LinkedHashMap<String, Object>();
    for (var component : record.getClass().getRecordComponents()) {
      if (component.isAnnotationPresent(Setting.class)) {
        values.put(component.getName(), Records.value(record, component));
      }
    }
    return values;
  }

  /**
   * The record with these values of its components, by name.
   *
   * @throws UserException if the record's own check refuses them together
   */
  public static <R extends Record> R make(Class<R> type, Map<String, ?> values) {
    return Records.make(
        type,
        Arrays.stream(type.getRecordComponents())
            .map(component -> values.get(component.getName()))
            .toArray());
  }

  /** The record with every setting at its initial value. */
  public static <R extends Record> R initial(Class<R> type) {
    return RecordReader.read(type, Json.LINE.createObjectNode());
  }

  /** How a setting is entered. */
  public enum Kind {
    WHOLE,
    NUMBER,
    SWITCH,
    /** One of {@link Field#choices()}. */
    CHOICE,
    TEXT,
    /** Made of fields of its own. */
    NESTED
  }

  private static Kind kind(Class<?> type) {
    if (type == int.class || type == long.class) {
      return Kind.WHOLE;
    } else if (type == double.class) {
      return Kind.NUMBER;
    } else if (type == boolean.class) {
      return Kind.SWITCH;
    } else if (type.isEnum()) {
      return Kind.CHOICE;
    } else if (type == String.class || type == java.nio.file.Path.class) {
      return Kind.TEXT;
    }
    return Kind.NESTED;
  }

  private static List<String> choices(Class<?> type) {
    return type.isEnum()
        ? Arrays.stream(type.getEnumConstants()).map(each -> label((Enum<?>) each)).toList()
        : List.of();
  }

  /** An enum constant's name in files and forms: {@code LOW_RANK} is {@code low-rank}. */
  static String label(Enum<?> constant) {
    return constant.name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  /**
   * One setting.
   *
   * @param name the component's name, as in a spec
   * @param choices what a {@link Kind#CHOICE} may be, else empty
   */
  public record Field(
      String name, Type type, Kind kind, List<String> choices, Setting declaration) {
    public String label() {
      return declaration.label();
    }

    public String help() {
      return declaration.help();
    }

    /** The unit behind the value, such as {@code epochs}, or empty. */
    public String unit() {
      return declaration.unit();
    }

    public double min() {
      return declaration.min();
    }

    public double max() {
      return declaration.max();
    }

    /** The value where a spec is silent. */
    public Object initial() {
      return RecordReader.value(this, initialJson(), name);
    }

    JsonNode initialJson() {
      return Json.LINE.readTree(declaration.initial());
    }

    /**
     * The value that a form's text stands for.
     *
     * @throws UserException if it is none, with one sentence to show under the form's field
     */
    public Object parse(String text) {
      return RecordReader.value(this, json(text.strip()), label());
    }

    /** What is wrong with a form's text, as one sentence; empty if nothing is. */
    public Optional<String> problem(String text) {
      try {
        parse(text);
        return Optional.empty();
      } catch (UserException e) {
        return Optional.of(e.getMessage());
      }
    }

    /** The text a form shows for a value. */
    public String text(Object value) {
      return value instanceof Enum<?> constant ? Settings.label(constant) : value.toString();
    }

    private JsonNode json(String text) {
      if (kind == Kind.WHOLE || kind == Kind.NUMBER || kind == Kind.SWITCH) {
        try {
          return Json.LINE.readTree(text.isEmpty() ? "\"\"" : text);
        } catch (JacksonException e) {
          return StringNode.valueOf(text);
        }
      }
      return StringNode.valueOf(text);
    }

    /** What is wrong with a number, to follow the field's name; empty if it is within the range. */
    Optional<String> outside(double value) {
      if (value >= min() && value <= max()) {
        return Optional.empty();
      }
      var unit = unit().isEmpty() ? "" : " " + unit();
      var range =
          min() == Double.NEGATIVE_INFINITY
              ? "at most " + number(max())
              : max() == Double.POSITIVE_INFINITY
                  ? "at least " + number(min())
                  : "from " + number(min()) + " to " + number(max());
      return Optional.of("must be " + range + unit + ", not " + number(value));
    }

    static String number(double value) {
      return value == Math.rint(value) && Math.abs(value) < 1e15
          ? Long.toString((long) value)
          : Double.toString(value);
    }
  }
}
