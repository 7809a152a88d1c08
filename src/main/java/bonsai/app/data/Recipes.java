package bonsai.app.data;

import bonsai.base.Json;
import bonsai.base.RecordReader;
import bonsai.base.Workspace;
import bonsai.ner.DataSource;
import bonsai.run.RunSpec;
import java.nio.file.Files;
import java.util.Map;

/** The recipe that a corpus is first used in: fine-tuning, with everything at its default. */
final class Recipes {
  private static final int LONGEST_NAME = 64;

  private Recipes() {}

  /** Starts from the usual pre-trained model if the workspace has it, else from random weights. */
  static RunSpec fineTune(DataSource source, Workspace workspace) {
    var usual = workspace.models().resolve(Tokenizers.USUAL_MODEL);
    Map<String, Object> start =
        Files.isDirectory(usual)
            ? Map.of("pretrained", Tokenizers.USUAL_MODEL)
            : Map.of("untrained", Map.of());
    var stages = new Object[] {Map.of("technique", "fine-tune", "training", Map.of())};
    var json = Map.of("name", name(source), "start", start, "stages", stages);
    var spec = RecordReader.read(RunSpec.class, "the recipe", Json.LINE.writeValueAsString(json));
    return new RunSpec(
        spec.version(),
        spec.name(),
        spec.seed(),
        spec.device(),
        spec.precision(),
        source,
        spec.start(),
        spec.teacher(),
        spec.stages(),
        spec.checkpoint(),
        spec.limit());
  }

  /** The corpus's name in the letters that a run's name may have. */
  private static String name(DataSource source) {
    var name = "fine-tune-" + DataModel.name(source).replaceAll("[^A-Za-z0-9_.-]+", "-");
    return name.substring(0, Math.min(name.length(), LONGEST_NAME));
  }
}
