package bonsai.base;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * Describes one component of a settings record to people: its form field, its line in the help and
 * the range it is checked against come from here, so that a new setting is declared once.
 */
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.RECORD_COMPONENT)
public @interface Setting {
  /** The field's name in a form, in sentence case. */
  String label();

  /** One sentence: what it does, and when to change it. */
  String help();

  /** The unit behind the field, such as {@code epochs}; empty if it has none. */
  String unit() default "";

  /** The value used where a spec is silent, as JSON; empty if a value must be given. */
  String initial() default "";

  double min() default Double.NEGATIVE_INFINITY;

  double max() default Double.POSITIVE_INFINITY;
}
