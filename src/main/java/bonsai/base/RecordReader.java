package bonsai.base;

import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import com.fasterxml.jackson.annotation.JsonValue;
import java.io.IOException;
import java.lang.invoke.MethodType;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalLong;
import java.util.stream.Stream;
import tools.jackson.core.JacksonException;
import tools.jackson.core.StreamReadFeature;
import tools.jackson.core.json.JsonFactory;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * Reads a JSON file that a person wrote into a record, with a sentence for every mistake in it.
 *
 * <p>A component that carries {@link Setting} has its initial value where the file is silent and is
 * held to its range. Components without an initial value are required, unless they are optional, or
 * records (read from an empty object, so that settings inside them have their initial values).
 * Sealed interfaces name their records by Jackson's annotations, so that Jackson writes what this
 * class reads.
 */
public final class RecordReader {
  /** Far more than a person writes; keeps a wrong file from being read into memory. */
  private static final long LARGEST_FILE = 1 << 20;

  /** Some editors begin a file in UTF-8 with it, where nobody sees it. */
  private static final String BYTE_ORDER_MARK = "\uFEFF";

  private static final JsonMapper STRICT =
      JsonMapper.builder(
              JsonFactory.builder()
                  .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
                  .disable(StreamReadFeature.INCLUDE_SOURCE_IN_LOCATION)
                  .build())
          .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
          .build();

  private RecordReader() {}

  /**
   * Reads a file.
   *
   * @throws UserException naming the file and the field or line at fault
   */
  public static <R extends Record> R read(Class<R> type, Path file) {
    return read(type, file.toString(), text(file));
  }

  /**
   * Reads a text.
   *
   * @param source how messages call it, such as the file's name
   * @throws UserException naming the source and the field or line at fault
   */
  public static <R extends Record> R read(Class<R> type, String source, String text) {
    var json = text.startsWith(BYTE_ORDER_MARK) ? text.substring(1) : text;
    if (json.isBlank()) {
      throw new UserException(source + " is empty: it must hold a JSON object.");
    }
    try {
      return type.cast(record(type, STRICT.readTree(json), ""));
    } catch (JacksonException e) {
      throw new UserException(source + malformed(e), e);
    } catch (UserException e) {
      throw new UserException(source + ": " + e.getMessage(), e);
    }
  }

  static <R extends Record> R read(Class<R> type, JsonNode node) {
    return type.cast(record(type, node, ""));
  }

  private static String text(Path file) {
    try {
      if (Files.isDirectory(file)) {
        throw new UserException(file + " is a folder: name a JSON file.");
      }
      if (Files.size(file) > LARGEST_FILE) {
        throw new UserException(file + " is larger than 1 MB: name a JSON file written by hand.");
      }
      return Files.readString(file, StandardCharsets.UTF_8);
    } catch (NoSuchFileException e) {
      throw new UserException(file + " does not exist: check the path.", e);
    } catch (CharacterCodingException e) {
      throw new UserException(file + " is not UTF-8 text: save it as UTF-8.", e);
    } catch (IOException e) {
      throw new UserException(file + " cannot be read: " + IoReason.of(e) + ".", e);
    }
  }

  private static String malformed(JacksonException e) {
    var what = e.getOriginalMessage().strip();
    // Jackson adds lists of what it would have taken: the first clause says what is wrong.
    var end =
        Stream.of(": expected", ": was expecting", " (code ")
            .mapToInt(what::indexOf)
            .filter(index -> index >= 0)
            .min()
            .orElse(what.length());
    what = what.substring(0, end).replace("('", "'");
    return ", line "
        + e.getLocation().getLineNr()
        + ", column "
        + e.getLocation().getColumnNr()
        + ": not valid JSON ("
        + what
        + ").";
  }

  // Every method below takes the path of the value it reads: a mistake is said where it is found.

  private static UserException wrong(String path, String predicate) {
    return new UserException((path.isEmpty() ? "the top level" : path) + " " + predicate + ".");
  }

  private static String under(String path, String name) {
    return path.isEmpty() ? name : path + "." + name;
  }

  private static Object record(Class<?> type, JsonNode node, String path) {
    return record(type, node, path, List.of());
  }

  private static Object record(
      Class<?> type, JsonNode node, String path, Collection<String> alsoAllowed) {
    if (!node.isObject()) {
      throw wrong(path, "must be an object in {}, not " + show(node));
    }
    var components = type.getRecordComponents();
    var names = new ArrayList<>(alsoAllowed);
    for (var component : components) {
      names.add(component.getName());
    }
    for (var name : node.propertyNames()) {
      if (!names.contains(name)) {
        throw wrong(
            path, "has no field '" + name + "': " + suggestion(name, names, "its fields are "));
      }
    }
    var values = new Object[components.length];
    for (var i = 0; i < components.length; i++) {
      var name = components[i].getName();
      values[i] = component(components[i], Optional.ofNullable(node.get(name)), under(path, name));
    }
    try {
      return Records.make(type, values);
    } catch (UserException e) {
      // A record's own check begins its sentence with the component's name.
      throw new UserException(under(path, e.getMessage()), e);
    }
  }

  private static Object component(
      RecordComponent component, Optional<JsonNode> given, String path) {
    var setting = Settings.of(component);
    var type = component.getType();
    var node =
        given
            .or(() -> setting.filter(field -> !field.required()).map(Settings.Field::initialJson))
            .or(
                () ->
                    Settings.isOptional(type)
                        ? Optional.of(Json.LINE.nullNode())
                        : type.isRecord()
                            ? Optional.of(Json.LINE.createObjectNode())
                            : Optional.empty())
            .orElseThrow(() -> wrong(path, "is missing: give " + wanted(type)));
    return setting.isPresent()
        ? value(setting.get(), node, path)
        : value(component.getGenericType(), node, path);
  }

  static Object value(Settings.Field field, JsonNode node, String path) {
    return within(field, value(field.type(), node, path), path);
  }

  /** One value of a setting that is a list. */
  static Object element(Settings.Field field, JsonNode node, String path) {
    return within(field, value(field.content(), node, path), path);
  }

  private static Object within(Settings.Field field, Object value, String path) {
    numbers(value)
        .flatMap(number -> field.outside(number).stream())
        .findFirst()
        .ifPresent(
            predicate -> {
              throw wrong(path, predicate);
            });
    return value;
  }

  private static Stream<Double> numbers(Object value) {
    return switch (value) {
      case Number number -> Stream.of(number.doubleValue());
      case OptionalLong some when some.isPresent() -> Stream.of((double) some.getAsLong());
      case OptionalDouble some when some.isPresent() -> Stream.of(some.getAsDouble());
      case Optional<?> some when some.isPresent() -> numbers(some.get());
      case List<?> several -> several.stream().flatMap(RecordReader::numbers);
      default -> Stream.empty();
    };
  }

  private static Object value(Type generic, JsonNode node, String path) {
    if (generic instanceof ParameterizedType && raw(generic) == List.class) {
      return list(argument(generic), node, path);
    }
    // What a list or an optional holds is read like the primitive of its kind.
    var type = MethodType.methodType(raw(generic)).unwrap().returnType();
    if (type == Optional.class) {
      return node.isNull() ? Optional.empty() : Optional.of(value(argument(generic), node, path));
    } else if (type == OptionalLong.class) {
      return node.isNull() ? OptionalLong.empty() : OptionalLong.of(whole(node, path));
    } else if (type == OptionalDouble.class) {
      return node.isNull() ? OptionalDouble.empty() : OptionalDouble.of(number(node, path));
    } else if (type == int.class) {
      var whole = whole(node, path);
      if (whole != (int) whole) {
        throw outside(Integer.MIN_VALUE, Integer.MAX_VALUE, node, path);
      }
      return (int) whole;
    } else if (type == long.class) {
      return whole(node, path);
    } else if (type == double.class) {
      return number(node, path);
    } else if (type == boolean.class) {
      if (!node.isBoolean()) {
        throw wrong(path, "must be true or false, not " + show(node));
      }
      return node.booleanValue();
    } else if (type == String.class) {
      return string(node, path);
    } else if (type == Path.class) {
      return path(node, path);
    } else if (type.isEnum()) {
      return constant(type, node, path);
    } else if (type.isRecord()) {
      return wrapped(type)
          .map(only -> wrapping(type, only, node, path))
          .orElseGet(() -> record(type, node, path));
    } else if (type.isAnnotationPresent(JsonTypeInfo.class)) {
      return variant(type, node, path);
    }
    throw new IllegalStateException("No way to read " + generic);
  }

  private static Class<?> raw(Type type) {
    return type instanceof ParameterizedType generic
        ? (Class<?>) generic.getRawType()
        : (Class<?>) type;
  }

  private static Type argument(Type type) {
    return ((ParameterizedType) type).getActualTypeArguments()[0];
  }

  private static List<Object> list(Type element, JsonNode node, String path) {
    if (!node.isArray()) {
      throw wrong(path, "must be a list in [], not " + show(node));
    }
    var values = new ArrayList<>();
    for (var i = 0; i < node.size(); i++) {
      values.add(value(element, node.get(i), path + "[" + i + "]"));
    }
    return List.copyOf(values);
  }

  private static long whole(JsonNode node, String path) {
    if (!node.isNumber() || !node.canConvertToExactIntegral()) {
      throw wrong(path, "must be a whole number, not " + show(node));
    }
    if (!node.canConvertToLong()) {
      throw outside(Long.MIN_VALUE, Long.MAX_VALUE, node, path);
    }
    return node.longValue();
  }

  private static UserException outside(long least, long most, JsonNode node, String path) {
    return wrong(
        path, "must be a whole number from " + least + " to " + most + ", not " + show(node));
  }

  private static double number(JsonNode node, String path) {
    if (!node.isNumber()) {
      throw wrong(path, "must be a number, not " + show(node));
    }
    if (!Double.isFinite(node.doubleValue())) {
      throw wrong(path, "is too large a number to compute with");
    }
    return node.doubleValue();
  }

  private static String string(JsonNode node, String path) {
    if (!node.isString()) {
      throw wrong(path, "must be a text in quotes, not " + show(node));
    }
    return node.stringValue();
  }

  private static Path path(JsonNode node, String path) {
    var text = string(node, path);
    if (text.isBlank()) {
      throw wrong(path, "is empty: give a path");
    }
    try {
      return Path.of(text);
    } catch (InvalidPathException e) {
      throw wrong(path, "is not a path: " + e.getReason());
    }
  }

  private static Object constant(Class<?> type, JsonNode node, String path) {
    var name = string(node, path);
    var labels = new ArrayList<String>();
    for (var constant : type.getEnumConstants()) {
      labels.add(Settings.label((Enum<?>) constant));
      if (labels.getLast().equals(name)) {
        return constant;
      }
    }
    throw wrong(path, "cannot be '" + name + "': use " + choice(labels));
  }

  /** A record whose single component stands for it. */
  private static Object wrapping(Class<?> type, RecordComponent only, JsonNode node, String path) {
    var value = component(only, Optional.of(node), path);
    try {
      return Records.make(type, new Object[] {value});
    } catch (UserException e) {
      // Nobody who writes JSON knows the component's name: the path stands in its place.
      throw new UserException(path + e.getMessage().substring(only.getName().length()), e);
    }
  }

  /** The single component of a record that stands for the record in JSON. */
  private static Optional<RecordComponent> wrapped(Class<?> type) {
    return Arrays.stream(type.getRecordComponents())
        .filter(component -> component.getAccessor().isAnnotationPresent(JsonValue.class))
        .findFirst();
  }

  private static Object variant(Class<?> type, JsonNode node, String path) {
    var names = new ArrayList<String>();
    for (var subtype : type.getAnnotation(JsonSubTypes.class).value()) {
      names.add(subtype.name());
    }
    if (!node.isObject()) {
      throw wrong(path, "must be an object in {}, not " + show(node));
    }
    var info = type.getAnnotation(JsonTypeInfo.class);
    if (info.include() == JsonTypeInfo.As.WRAPPER_OBJECT) {
      return onlyField(type, node, path, names);
    }
    var tag = under(path, info.property());
    if (!node.has(info.property())) {
      throw wrong(tag, "is missing: use " + choice(names));
    }
    var name = string(node.get(info.property()), tag);
    var subtype =
        subtype(type, name)
            .orElseThrow(
                () -> wrong(tag, "cannot be '" + name + "': " + suggestion(name, names, "use ")));
    return record(subtype, node, path, List.of(info.property()));
  }

  private static Object onlyField(Class<?> type, JsonNode node, String path, List<String> names) {
    if (node.size() != 1) {
      throw wrong(
          path,
          (node.isEmpty() ? "is empty" : "has " + node.size() + " fields")
              + ": give one field, "
              + choice(names));
    }
    var name = node.propertyNames().iterator().next();
    var subtype =
        subtype(type, name)
            .orElseThrow(
                () ->
                    wrong(path, "has no field '" + name + "': " + suggestion(name, names, "use ")));
    return value(subtype, node.get(name), under(path, name));
  }

  private static Optional<Class<?>> subtype(Class<?> type, String name) {
    return Optional.ofNullable(Settings.variants(type).get(name));
  }

  private static String wanted(Class<?> type) {
    if (type == String.class || type == Path.class) {
      return "a text in quotes";
    } else if (List.class.isAssignableFrom(type)) {
      return "a list in []";
    } else if (type.isEnum()) {
      return choice(
          Arrays.stream(type.getEnumConstants())
              .map(each -> Settings.label((Enum<?>) each))
              .toList());
    } else if (type == boolean.class) {
      return "true or false";
    } else if (type.isPrimitive()) {
      return "a number";
    } else if (type.isAnnotationPresent(JsonSubTypes.class)
        && type.getAnnotation(JsonTypeInfo.class).include() == JsonTypeInfo.As.WRAPPER_OBJECT) {
      return "an object with one field, "
          + choice(
              Arrays.stream(type.getAnnotation(JsonSubTypes.class).value())
                  .map(JsonSubTypes.Type::name)
                  .toList());
    }
    return "an object in {}";
  }

  private static String show(JsonNode node) {
    if (node.isObject()) {
      return "an object";
    } else if (node.isArray()) {
      return "a list";
    }
    var text = node.toString();
    return text.length() <= 40 ? text : text.substring(0, 39) + "…";
  }

  private static String choice(List<String> names) {
    return names.size() == 1
        ? names.getFirst()
        : String.join(", ", names.subList(0, names.size() - 1)) + " or " + names.getLast();
  }

  /** The known name that was most likely meant, else all of them. */
  static String suggestion(String name, Collection<String> known, String all) {
    return known.stream()
        .filter(
            each -> distance(name, each) <= Math.max(1, Math.min(name.length(), each.length()) / 3))
        .min(Comparator.comparingInt(each -> distance(name, each)))
        .map(each -> "perhaps '" + each + "' is meant")
        .orElseGet(() -> all + String.join(", ", known));
  }

  /** Levenshtein's distance, ignoring case and the marks between words. */
  private static int distance(String a, String b) {
    var x = a.toLowerCase(java.util.Locale.ROOT).replaceAll("[-_ ]", "");
    var y = b.toLowerCase(java.util.Locale.ROOT).replaceAll("[-_ ]", "");
    var row = new int[y.length() + 1];
    for (var j = 0; j <= y.length(); j++) {
      row[j] = j;
    }
    for (var i = 1; i <= x.length(); i++) {
      var diagonal = row[0];
      row[0] = i;
      for (var j = 1; j <= y.length(); j++) {
        var above = row[j];
        row[j] =
            Math.min(
                Math.min(row[j], row[j - 1]) + 1,
                diagonal + (x.charAt(i - 1) == y.charAt(j - 1) ? 0 : 1));
        diagonal = above;
      }
    }
    return row[y.length()];
  }
}
