package bonsai.app.form;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What was typed into a form, also what is wrong, as texts by the names of the components on the
 * way: {@code training.epochs}. Of kinds, those that are not chosen are left out.
 */
final class TypedTexts {
  private final Map<String, String> texts;

  private TypedTexts(Map<String, String> texts) {
    this.texts = texts;
  }

  static Map<String, String> of(List<FormItem> items) {
    var typed = new TypedTexts(new LinkedHashMap<>());
    items.forEach(item -> typed.read(item.name(), item));
    return typed.texts;
  }

  /** Types the texts again; a field for which there is none stays as it is. */
  static void type(Map<String, String> texts, List<FormItem> items) {
    var typed = new TypedTexts(texts);
    items.forEach(item -> typed.write(item.name(), item));
  }

  private void read(String name, FormItem item) {
    switch (item) {
      case FormField field -> texts.put(name, field.textProperty().get());
      case FormGroup group ->
          group.form().items().forEach(each -> read(name + "." + each.name(), each));
      case FormOptional optional -> {
        texts.put(given(name), Boolean.toString(optional.givenProperty().get()));
        read(name, optional.content());
      }
      case FormVariant variant -> {
        texts.put(name, variant.choiceProperty().get());
        variant.form().items().forEach(each -> read(name + "." + each.name(), each));
      }
    }
  }

  private void write(String name, FormItem item) {
    switch (item) {
      case FormField field -> text(name).ifPresent(field.textProperty()::set);
      case FormGroup group ->
          group.form().items().forEach(each -> write(name + "." + each.name(), each));
      case FormOptional optional -> {
        text(given(name)).map("true"::equals).ifPresent(optional.givenProperty()::set);
        write(name, optional.content());
      }
      case FormVariant variant -> {
        text(name).filter(variant.choices()::contains).ifPresent(variant.choiceProperty()::set);
        variant.form().items().forEach(each -> write(name + "." + each.name(), each));
      }
    }
  }

  private Optional<String> text(String name) {
    return Optional.ofNullable(texts.get(name));
  }

  private static String given(String name) {
    return name + "?";
  }
}
