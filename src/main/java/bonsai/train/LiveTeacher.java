package bonsai.train;

import bonsai.torch.Network;
import bonsai.torch.Network.Keep;
import bonsai.torch.Scope;
import bonsai.torch.Tensor;
import java.nio.ByteBuffer;

/** Asks the teacher itself, batch by batch. */
final class LiveTeacher implements TeacherOutputs {
  private final Network network;
  private final Wanted wanted;

  /** Takes the network over, and closes it. */
  LiveTeacher(Network network, Wanted wanted) {
    this.network = network;
    this.wanted = wanted;
  }

  @Override
  public Outputs of(Scope scope, Batch batch) {
    var keep = new Keep(wanted.states().length > 0, wanted.scores().length > 0);
    var logits = network.logits(scope, batch.ids(scope), batch.mask(scope), keep);
    return new Outputs(
        logits,
        keep.states() ? network.keptStates(scope, wanted.states()) : nothing(scope),
        keep.scores() ? network.keptScores(scope, wanted.scores()) : nothing(scope));
  }

  static Tensor nothing(Scope scope) {
    return scope.bytes(ByteBuffer.allocateDirect(0), 0);
  }

  @Override
  public void close() {
    network.close();
  }
}
