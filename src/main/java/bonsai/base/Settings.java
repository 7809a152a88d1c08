package bonsai.base;

import com.fasterxml.jackson.annotation.JsonSubTypes;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalLong;
import java.util.stream.Collectors;
import java.util.stream.Stream;
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
    var type = component.getGenericType();
    return Optional.ofNullable(component.getAnnotation(Setting.class))
        .map(
            setting ->
                new Field(
                    component.getName(),
                    type,
                    isList(type) ? Kind.LIST : kind(content(type)),
                    choices(content(type)),
                    setting));
  }

  /**
   * The records that a sealed interface stands for, by their names in a spec, in their order; empty
   * for any other type.
   */
  public static Map<String, Class<? extends Record>> variants(Class<?> type) {
    var variants = new LinkedHashMap<String, Class<? extends Record>>();
    if (type.isAnnotationPresent(JsonSubTypes.class)) {
      for (var variant : type.getAnnotation(JsonSubTypes.class).value()) {
        variants.put(variant.name(), variant.value().asSubclass(Record.class));
      }
    }
    return variants;
  }

  /**
   * A component of a record.
   *
   * @param type its class, or that of what an optional one holds
   * @param optional whether there may be no value
   * @param setting what is declared of it, if anything
   */
  public record Component(String name, Class<?> type, boolean optional, Optional<Field> setting) {}

  /** All components of a record, in their order. */
  public static List<Component> components(Class<? extends Record> type) {
    return Arrays.stream(type.getRecordComponents())
        .map(
            component ->
                new Component(
                    component.getName(),
                    content(component.getGenericType()),
                    isOptional(component.getGenericType()),
                    of(component)))
        .toList();
  }

  /** The values of all components of a record by name, in their order. */
  public static Map<String, Object> components(Record record) {
    var values = new LinkedHashMap<String, Object>();
    for (var component : record.getClass().getRecordComponents()) {
      values.put(component.getName(), Records.value(record, component));
    }
    return values;
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
    /** Several values of one of the kinds above, with commas between. */
    LIST,
    /** One of several records: a choice, and the fields of what was chosen. */
    VARIANT,
    /** Made of fields of its own. */
    NESTED
  }

  private static Kind kind(Class<?> type) {
    if (List.of(int.class, Integer.class, long.class, Long.class).contains(type)) {
      return Kind.WHOLE;
    } else if (type == double.class || type == Double.class) {
      return Kind.NUMBER;
    } else if (type == boolean.class || type == Boolean.class) {
      return Kind.SWITCH;
    } else if (type.isEnum()) {
      return Kind.CHOICE;
    } else if (type == String.class || type == java.nio.file.Path.class) {
      return Kind.TEXT;
    } else if (type.isAnnotationPresent(JsonSubTypes.class)) {
      return Kind.VARIANT;
    }
    return Kind.NESTED;
  }

  static boolean isOptional(Type type) {
    return type == OptionalLong.class
        || type == OptionalDouble.class
        || type == Optional.class
        || type instanceof ParameterizedType generic && generic.getRawType() == Optional.class;
  }

  private static boolean isList(Type type) {
    return type instanceof ParameterizedType generic && generic.getRawType() == List.class;
  }

  /** What a component holds, if it holds anything; of a list, what each of its values is. */
  private static Class<?> content(Type type) {
    if (type == OptionalLong.class) {
      return long.class;
    } else if (type == OptionalDouble.class) {
      return double.class;
    } else if (type instanceof ParameterizedType generic) {
      return isOptional(type) || isList(type)
          ? content(generic.getActualTypeArguments()[0])
          : (Class<?>) generic.getRawType();
    }
    return (Class<?>) type;
  }

  private static List<String> choices(Class<?> type) {
    return type.isEnum()
        ? Arrays.stream(type.getEnumConstants()).map(each -> label((Enum<?>) each)).toList()
        : List.of();
  }

  /** An enum constant's name in files and forms: {@code LOW_RANK} is {@code low-rank}. */
  public static String label(Enum<?> constant) {
    return constant.name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  /**
   * One setting.
   *
   * @param name the component's name, as in a spec
   * @param choices what a {@link Kind#CHOICE}, or each value of a list of them, may be; else empty
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

    /** The class of the value, of what an optional one holds, or of each value of a list. */
    public Class<?> content() {
      return Settings.content(type);
    }

    /** Whether a value must be given: there is none to start with. */
    public boolean required() {
      return declaration.initial().isEmpty() && !optional();
    }

    /** Whether there may be no value: the text of none is empty. */
    public boolean optional() {
      return isOptional(type);
    }

    /** The value where a spec is silent; not for one that is required. */
    public Object initial() {
      return RecordReader.value(this, initialJson(), name);
    }

    /** The text a form begins with: that of the initial value, or empty. */
    public String initialText() {
      return required() ? "" : text(initial());
    }

    JsonNode initialJson() {
      return declaration.initial().isEmpty()
          ? Json.LINE.nullNode()
          : Json.LINE.readTree(declaration.initial());
    }

    /** What may be given, such as {@code 1 to 1000}; empty if anything may. */
    public Optional<String> range() {
      if (min() == Double.NEGATIVE_INFINITY) {
        return max() == Double.POSITIVE_INFINITY
            ? Optional.empty()
            : Optional.of("at most " + number(max()));
      }
      return Optional.of(
          max() == Double.POSITIVE_INFINITY
              ? "at least " + number(min())
              : number(min()) + " to " + number(max()));
    }

    /**
     * The value that a form's text stands for.
     *
     * @throws UserException if it is none, with one sentence to show under the form's field
     */
    public Object parse(String text) {
      if (required() && text.isBlank()) {
        throw new UserException(label() + " is missing.");
      }
      return kind == Kind.LIST
          ? pieces(text).map(this::element).toList()
          : RecordReader.value(this, json(text.strip(), kind), label());
    }

    private static Stream<String> pieces(String text) {
      return text.isBlank()
          ? Stream.empty()
          : Arrays.stream(text.split(",", -1)).map(String::strip);
    }

    private Object element(String text) {
      if (text.isEmpty()) {
        throw new UserException(label() + " has a comma with nothing before or after it.");
      }
      return RecordReader.element(this, json(text, Settings.kind(content())), label());
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
      return switch (value) {
        case Enum<?> constant -> Settings.label(constant);
        case Double number -> number(number);
        case Optional<?> some -> some.map(this::text).orElse("");
        case OptionalLong some -> some.isPresent() ? Long.toString(some.getAsLong()) : "";
        case OptionalDouble some -> some.isPresent() ? number(some.getAsDouble()) : "";
        case List<?> several -> several.stream().map(this::text).collect(Collectors.joining(", "));
        default -> value.toString();
      };
    }

    private JsonNode json(String text, Kind as) {
      if (optional() && text.isEmpty()) {
        return Json.LINE.nullNode();
      }
      if (as == Kind.WHOLE || as == Kind.NUMBER || as == Kind.SWITCH) {
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
      var range = range().orElseThrow();
      // at least 1 parameter, 1 to 10 rounds
      var one = range.endsWith(" 1") && unit().endsWith("s");
      var unit = one ? unit().substring(0, unit().length() - 1) : unit();
      return Optional.of(
          "must be "
              + (Double.isInfinite(min()) || Double.isInfinite(max()) ? "" : "from ")
              + range
              + (unit.isEmpty() ? "" : " " + unit)
              + ", not "
              + number(value));
    }

    static String number(double value) {
      return value == Math.rint(value) && Math.abs(value) < 1e15
          ? Long.toString((long) value)
          : Double.toString(value).replace(".0E", "e").replace('E', 'e');
    }
  }
}
