package bonsai.train;

import static org.assertj.core.api.Assertions.assertThat;

import bonsai.base.Machine;
import bonsai.model.BertConfig;
import bonsai.model.NerModel;
import bonsai.torch.Device;
import bonsai.torch.Precision;
import bonsai.torch.Torch;
import bonsai.torch.TorchTest;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Isolated;

/** Looks at what the process takes, and so must be alone in it. */
@TorchTest
@Isolated
final class TrainerMemoryTest {
  /** The steps behind which memory is looked at. */
  private static final List<Long> WARM_AND_LAST = List.of(400L, 2000L);

  @Test
  void memoryStaysFlatOverTwoThousandSteps() {
    var start = NerModel.untrained(BertConfig.of(Tasks.VOCABULARY, 16, 1, 2, 32, Tasks.LABELS), 3);
    var resident = new ArrayList<Long>();
    var trainer =
        new Trainer(
            Torch.load(Device.CPU),
            Precision.FLOAT32,
            new Training(10, 8, 1e-3, 0.1, 0.01, 1, 0.1, 0, 0),
            Objective.hardLabels(),
            11,
            Checkpoints.none(),
            event -> {
              if (event instanceof TrainingEvent.Stepped stepped
                  && WARM_AND_LAST.contains(stepped.step())) {
                System.gc();
                resident.add(Machine.residentBytes());
              }
            },
            TrainingControl.NONE);

    trainer.train(start, TrainingSet.of(Tasks.split(1600, 1)), Tasks.gold(Tasks.split(0, 2)));

    assertThat(resident).hasSize(2);
    assertThat(resident.getLast() - resident.getFirst()).isLessThan(20L << 20);
  }
}
