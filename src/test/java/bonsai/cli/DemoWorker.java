package bonsai.cli;

import bonsai.base.UserException;
import bonsai.base.Workspace;
import bonsai.ner.EntityScores;
import bonsai.ner.Split;
import bonsai.run.RunFolder;
import bonsai.run.RunSpec;
import bonsai.run.StageRunner;
import bonsai.run.WorkerProcess;
import bonsai.tag.TinyTagger;
import bonsai.torch.Precision;
import bonsai.torch.PrecisionChoice;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;

/** {@code bonsai worker} that leaves a tiny model at once, as a process of its own, for tests. */
public record DemoWorker(boolean fails) implements StageRunner {
  public static void main(String[] args) {
    work(args, new DemoWorker(false));
  }

  /** The same, whose stage fails. */
  public static final class Failing {
    private Failing() {}

    public static void main(String[] args) {
      work(args, new DemoWorker(true));
    }
  }

  private static void work(String[] args, DemoWorker runner) {
    WorkerProcess.work(
        RunFolder.open(Path.of(args[0])), Workspace.of(Optional.empty(), System.getenv()), runner);
  }

  @Override
  public Outcome run(Context stage) {
    if (fails) {
      throw new UserException("It was to fail.");
    }
    TinyTagger.in(stage.result());
    return new Outcome.Finished(Map.of(Split.VALID, scores(0.75), Split.TEST, scores(0.5)));
  }

  private static EntityScores scores(double f1) {
    return new EntityScores(f1, f1, f1, f1, f1, Map.of());
  }

  @Override
  public String engine(RunSpec spec) {
    return "none";
  }

  @Override
  public PrecisionChoice precision(RunSpec spec) {
    return new PrecisionChoice(Precision.FLOAT32, "float32 was asked for.");
  }

  @Override
  public int threads() {
    return 1;
  }
}
