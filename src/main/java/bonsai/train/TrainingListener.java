package bonsai.train;

/** Hears what a training says, on the training's own thread: it should be quick. */
@FunctionalInterface
public interface TrainingListener {
  void on(TrainingEvent event);
}
