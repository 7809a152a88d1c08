package bonsai.app.data;

import bonsai.base.RecordReader;
import bonsai.base.Workspace;
import bonsai.ner.DataSource;
import bonsai.run.Preset;
import bonsai.run.RunSpec;
import java.nio.file.Files;

/** The recipe that a corpus is first used in. */
final class Recipes {
  private static final int LONGEST_NAME = 64;

  private Recipes() {}

  /**
   * Fine-tunes the usual pre-trained model, with everything at its default, if the workspace has
   * it. Random weights would learn next to nothing by that: they get the steps and the learning
   * rate of the tiny preset.
   */
  static RunSpec fineTune(DataSource source, Workspace workspace) {
    return Files.isDirectory(workspace.models().resolve(Tokenizers.USUAL_MODEL))
        ? on(source, usual())
        : on(source, Preset.tiny());
  }

  private static RunSpec usual() {
    return RecordReader.read(
        RunSpec.class,
        "the recipe",
        """
        {"name": "usual", "start": {"pretrained": "%s"},
         "stages": [{"technique": "fine-tune", "training": {}}]}
        """
            .formatted(Tokenizers.USUAL_MODEL));
  }

  private static RunSpec on(DataSource source, RunSpec spec) {
    return new RunSpec(
        spec.version(),
        name(source),
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
