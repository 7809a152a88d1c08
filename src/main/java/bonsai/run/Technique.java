package bonsai.run;

import bonsai.train.Training;
import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;

/** One stage of a run: what it does to the model it is given. The field {@code technique} tells. */
@JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "technique")
@JsonSubTypes(@JsonSubTypes.Type(value = Technique.FineTune.class, name = "fine-tune"))
public sealed interface Technique {
  /** The name in a spec: {@code fine-tune}. */
  default String label() {
    for (var type : Technique.class.getAnnotation(JsonSubTypes.class).value()) {
      if (type.value() == getClass()) {
        return type.name();
      }
    }
    throw new IllegalStateException(getClass() + " has no name");
  }

  /** Trains all weights on the corpus's tags. */
  record FineTune(Training training) implements Technique {}
}
