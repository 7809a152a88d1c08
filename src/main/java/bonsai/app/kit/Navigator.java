package bonsai.app.kit;

import bonsai.ner.DataSource;
import bonsai.run.RunSpec;
import java.nio.file.Path;

/** Leads from one panel to another. */
public interface Navigator {
  /** Shows a corpus in the Data panel. */
  void data(DataSource source);

  /** Shows the Recipe panel as it was left. */
  void recipe();

  /** Opens a spec in the Recipe panel, to be changed and started. */
  void recipe(RunSpec spec);

  /** Selects a run in the Runs panel. */
  void run(String id);

  /** Opens a model folder in the Playground. */
  void playground(Path model);
}
