package bonsai.run;

import bonsai.base.Settings;
import bonsai.train.Training;
import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import java.util.Map;

/** One stage of a run: what it does to the model it is given. The field {@code technique} tells. */
@JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "technique")
@JsonSubTypes(@JsonSubTypes.Type(value = Technique.FineTune.class, name = "fine-tune"))
public sealed interface Technique {
  /** The techniques there are, by their names in a spec, in the order they are offered. */
  static Map<String, Class<? extends Record>> types() {
    return Settings.variants(Technique.class);
  }

  /** The name in a spec: {@code fine-tune}. */
  default String label() {
    return types().entrySet().stream()
        .filter(type -> type.getValue() == getClass())
        .map(Map.Entry::getKey)
        .findFirst()
        .orElseThrow();
  }

  /** Trains all weights on the corpus's tags. */
  record FineTune(Training training) implements Technique {}
}
