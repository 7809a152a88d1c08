package bonsai.train;

/** What the outside asks of a training, looked up between steps. */
public interface TrainingControl {
  /** Nobody ever asks for anything. */
  TrainingControl NONE = () -> Request.CONTINUE;

  /** The latest request; cheap enough to be called at each step. */
  Request poll();

  /** What a training is asked to do. */
  enum Request {
    CONTINUE,
    /** Save a checkpoint and return, to go on later. */
    PAUSE,
    /**
     * Save a checkpoint, hand over the best model so far, or the present one where the last state
     * is what counts, and return.
     */
    STOP
  }
}
