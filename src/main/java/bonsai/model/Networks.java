package bonsai.model;

import bonsai.torch.HostTensor;
import bonsai.torch.Network;
import bonsai.torch.Precision;
import bonsai.torch.Torch;
import java.util.SequencedMap;
import java.util.function.IntUnaryOperator;
import java.util.stream.IntStream;

/** Puts models on a device. */
public final class Networks {
  private Networks() {}

  /** A network that computes what the model's config says, with a copy of its weights. */
  public static Network open(Torch torch, NerModel model, Precision precision) {
    return open(torch, model.config(), model.tensors(), precision);
  }

  /**
   * A network of that shape.
   *
   * @param weights the model's, and perhaps others that are to be trained beside them
   */
  public static Network open(
      Torch torch,
      BertConfig config,
      SequencedMap<String, HostTensor> weights,
      Precision precision) {
    return Network.open(torch, plan(config), weights, precision);
  }

  private static Network.Plan plan(BertConfig config) {
    var how = config.architecture();
    var heads = config.attentionHeads();
    return new Network.Plan(
        each(config, how::attentionOf),
        each(config, how::feedForwardOf),
        each(config, how::attentionNormOf),
        each(config, how::feedForwardNormOf),
        each(config, application -> heads.get(how.attentionOf(application))),
        config.hiddenAct(),
        config.layerNormEps());
  }

  private static int[] each(BertConfig config, IntUnaryOperator number) {
    return IntStream.range(0, config.numHiddenLayers()).map(number).toArray();
  }
}
