package bonsai.torch;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.pytorch.engine.PtNDManager;
import java.lang.foreign.MemorySegment;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SequencedMap;
import java.util.stream.IntStream;

/**
 * A BERT token classifier on the device: its weights, and, while it trains, their gradients and the
 * optimizer's state. The architecture is read from a plan and from which names the weights have.
 *
 * <p>One thread uses a network at a time; {@link #logits} of a network that does not train may be
 * called from many.
 */
public final class Network implements AutoCloseable {
  /**
   * How the layers are put together: for each application, from the bottom up, the number in the
   * names of the weights it uses.
   *
   * @param attention whose attention matrices
   * @param feedForward whose feed-forward matrices
   * @param attentionNorms whose LayerNorm behind the attention
   * @param feedForwardNorms whose LayerNorm behind the feed-forward block
   * @param heads its number of attention heads
   * @param activation between the two matrices of every feed-forward block
   * @param layerNormEps added to the variance in every LayerNorm
   */
  public record Plan(
      int[] attention,
      int[] feedForward,
      int[] attentionNorms,
      int[] feedForwardNorms,
      int[] heads,
      Activation activation,
      double layerNormEps) {
    /** BERT as published, but for its size: no application shares anything with another. */
    public static Plan plain(int layers, int heads, double layerNormEps) {
      var own = IntStream.range(0, layers).toArray();
      var all = new int[layers];
      Arrays.fill(all, heads);
      return new Plan(own, own, own, own, all, Activation.GELU, layerNormEps);
    }

    private Map<String, int[]> arrays() {
      return Map.of(
          "attention", attention,
          "feed_forward", feedForward,
          "attention_norms", attentionNorms,
          "feed_forward_norms", feedForwardNorms,
          "heads", heads,
          "activation", new int[] {activation.number()});
    }
  }

  /**
   * What a pass keeps beside the logits, for a comparison with another network.
   *
   * @param states the output of the embeddings and of every layer
   * @param scores the attention scores of every layer
   */
  public record Keep(boolean states, boolean scores) {
    public static final Keep NOTHING = new Keep(false, false);
  }

  /** Every piece, in place of those where logits are wanted. */
  public static final long[] EVERYWHERE = {};

  /** AdamW's constants: decay rates of the two moments, and the denominator's offset. */
  public record AdamW(double beta1, double beta2, double eps) {
    public static final AdamW USUAL = new AdamW(0.9, 0.999, 1e-8);
  }

  /** Dropout masks drawn in advance: 16 Mi of them, 32 MB in bfloat16. */
  private static final long DROPOUT_BANK = 16L << 20;

  private static final String FIRST = ".exp_avg";
  private static final String SECOND = ".exp_avg_sq";

  private final Torch torch;
  private final PtNDManager manager;
  private final Kernels kernels;
  private final Precision precision;
  private final SequencedMap<String, NDArray> masters = new LinkedHashMap<>();
  private final SequencedMap<String, NDArray> moments = new LinkedHashMap<>();

  private Network(Torch torch, Precision precision) {
    this.torch = torch;
    this.precision = precision;
    manager = torch.newManager();
    kernels = new Kernels(torch, manager, Kernels.Source.NETWORK);
  }

  /**
   * Puts a network on the device.
   *
   * @param weights float32 tensors by Hugging Face's names; copied
   */
  public static Network open(
      Torch torch, Plan plan, SequencedMap<String, HostTensor> weights, Precision precision) {
    var network = new Network(torch, precision);
    try (var scope = torch.scope()) {
      weights.forEach(
          (name, weight) -> network.masters.put(name, network.copyToDevice(scope, weight)));
      var arguments = new NDList();
      network.masters.forEach(
          (name, array) -> arguments.add(Kernels.named("weights." + name, array)));
      plan.arrays()
          .forEach(
              (name, numbers) ->
                  arguments.add(
                      Kernels.named(
                          "plan." + name, scope.longs(widen(numbers), numbers.length).array())));
      arguments.add(scope.scalar((long) precision.scalarType()).array());
      arguments.add(scope.scalar(plan.layerNormEps()).array());
      network.kernels.call(scope, "adopt", false, arguments);
    } catch (RuntimeException e) {
      network.close();
      throw e;
    }
    return network;
  }

  public Precision precision() {
    return precision;
  }

  // ---- inference -------------------------------------------------------------------------------

  /**
   * The scores of every tag at every piece.
   *
   * @param ids piece ids, [batch, length]
   * @param mask 1 on pieces, 0 on padding, same shape
   * @return logits, [batch, length, tags]; those on padding mean nothing
   */
  public Tensor logits(Scope scope, Tensor ids, Tensor mask) {
    return logits(scope, ids, mask, Keep.NOTHING);
  }

  /** As {@link #logits(Scope, Tensor, Tensor)}, and keeps what is asked for until the next pass. */
  public Tensor logits(Scope scope, Tensor ids, Tensor mask, Keep keep) {
    return forward(scope, false, ids, mask, EVERYWHERE, keep);
  }

  /**
   * As {@link #logits(Scope, Tensor, Tensor)}, but only at some pieces, which saves what no other
   * needs: of the last layer, all behind its attention.
   *
   * @param places the pieces' places in batch · length, rising; or {@link #EVERYWHERE}
   * @return logits, [batch, length, tags]; 0 at other pieces
   */
  public Tensor logits(Scope scope, Tensor ids, Tensor mask, long[] places) {
    return forward(scope, false, ids, mask, places, Keep.NOTHING);
  }

  private Tensor forward(
      Scope scope, boolean train, Tensor ids, Tensor mask, long[] places, Keep keep) {
    return kernels.call(
        scope,
        "forward",
        train,
        ids,
        mask,
        mode(scope, train, keep),
        scope.longs(places, places.length));
  }

  private static Tensor mode(Scope scope, boolean train, Keep keep) {
    return scope.longs(new long[] {train ? 1 : 0, keep.states ? 1 : 0, keep.scores ? 1 : 0}, 3);
  }

  /**
   * The kept states of some layers, counted from 0 for the embeddings' output.
   *
   * @return bfloat16 as bytes, [layers, batch · length, 2 · hidden]
   */
  public Tensor keptStates(Scope scope, int[] layers) {
    return kernels.call(scope, "kept_states", false, scope.longs(widen(layers), layers.length));
  }

  /**
   * The kept attention scores of some layers, counted from 0, before the softmax, mean over heads.
   *
   * @return bfloat16 as bytes, [layers, batch, length, 2 · length]
   */
  public Tensor keptScores(Scope scope, int[] layers) {
    return kernels.call(scope, "kept_scores", false, scope.longs(widen(layers), layers.length));
  }

  /**
   * Runs the network as {@link #logits} does, and adds what goes into each matrix of the layers to
   * the sums that {@link #takeInputMoments} gives. By one thread alone.
   */
  public void recordInputs(Scope scope, Tensor ids, Tensor mask) {
    kernels.call(scope, "record_inputs", false, ids, mask, mode(scope, false, Keep.NOTHING));
  }

  /**
   * From now on {@link #recordInputs} adds up for the matrices of one layer alone, by the number in
   * their names.
   */
  public void recordOnly(int layer) {
    try (var scope = torch.scope()) {
      kernels.call(scope, "record_only", false, scope.scalar((long) layer));
    }
  }

  /**
   * The sums of what was recorded since they were last taken: for each matrix of the layers, by its
   * name without {@code .weight}, {@code XᵀX [inputs, inputs]} in float64. X has a row for each
   * piece, without padding, and for each application that uses the matrix.
   */
  public Map<String, Tensor> takeInputMoments(Scope scope) {
    var taken = new LinkedHashMap<String, Tensor>();
    for (var array : kernels.run(scope, "take_inputs", false, new NDList())) {
      taken.put(array.getName(), new Tensor(array));
    }
    return taken;
  }

  // ---- training --------------------------------------------------------------------------------

  /**
   * Makes the network, whose precision is not int8, ready to train: dropout masks from {@code
   * seed}, and AdamW's moments, zero or as {@link #moments} once gave them.
   */
  public void prepareTraining(
      double dropout, long seed, SequencedMap<String, HostTensor> savedMoments) {
    try (var scope = torch.scope()) {
      torch.seed(seed);
      if (dropout > 0) {
        kernels.call(scope, "fill_bank", false, scope.scalar(DROPOUT_BANK), scope.scalar(dropout));
      }
      for (var name : masters.sequencedKeySet()) {
        for (var moment : new String[] {name + FIRST, name + SECOND}) {
          var saved = savedMoments.get(moment);
          moments.put(
              moment,
              saved == null
                  ? manager.zeros(masters.get(name).getShape(), DataType.FLOAT32)
                  : copyToDevice(scope, saved));
        }
      }
      var arguments = new NDList();
      moments.forEach((name, array) -> arguments.add(Kernels.named("moments." + name, array)));
      kernels.call(scope, "adopt_moments", false, arguments);
    }
  }

  /**
   * From now on, every weight that is exactly 0 in this tensor stays exactly 0 in training.
   *
   * @param name the weight's
   * @param zeros of the weight's shape
   */
  public void keepZeros(String name, HostTensor zeros) {
    try (var scope = torch.scope()) {
      var borrowed = borrow(scope, zeros);
      kernels.call(
          scope, "keep_zeros", false, new NDList(Kernels.named("weights." + name, borrowed)));
    }
    release(zeros);
  }

  /**
   * Starts an optimizer step: drops the gradients of the one before.
   *
   * @param ids all pieces of the step; {@link #trainingLogits} may then take them in portions
   * @param random decides the dropout masks of the step, at least 0
   */
  public void begin(Scope scope, Tensor ids, long random) {
    kernels.call(scope, "begin", false, ids, scope.scalar(random));
  }

  /**
   * As {@link #logits}, with dropout, and with the graph that {@link #backward} needs.
   *
   * @param places as for {@link #logits(Scope, Tensor, Tensor, long[])}; kept states of the last
   *     layer are then of these pieces alone
   */
  public Tensor trainingLogits(Scope scope, Tensor ids, Tensor mask, long[] places, Keep keep) {
    return forward(scope, true, ids, mask, places, keep);
  }

  /**
   * Cross-entropy in nats, summed over the labels other than -100 and divided by {@code total}.
   *
   * @param logits [batch, length, tags]
   * @param labels [batch, length], int64
   * @param total the labels that count in the whole step, so that portions add up to the mean
   */
  public Tensor crossEntropy(Scope scope, Tensor logits, Tensor labels, double total) {
    return kernels.call(scope, "cross_entropy", true, logits, labels, scope.scalar(total));
  }

  /**
   * The divergence of the softened tags of a teacher from those of the network, KL(teacher ||
   * student) in nats, summed over tags and pieces, times T² (Hinton et al., arXiv 1503.02531).
   *
   * @param logits [batch, length, tags]
   * @param teacher the teacher's, same shape
   * @param mask [batch, length]
   * @param temperature T, above 0
   * @param total the pieces of the whole step, by which it is divided
   */
  public Tensor softLoss(
      Scope scope, Tensor logits, Tensor teacher, Tensor mask, double temperature, double total) {
    return kernels.call(
        scope,
        "soft_loss",
        true,
        logits,
        teacher,
        mask,
        scope.floats(new float[] {(float) temperature, (float) total}, 2));
  }

  /** How kept states are compared. */
  public enum Comparison {
    /** Mean squared difference, through a projection where the widths differ. */
    MSE("hidden_loss"),
    /** Mean squared difference of the inner products within a sentence. */
    GRAM("gram_loss"),
    /** Mean squared difference of attention scores. */
    SCORES("score_loss");

    private final String kernel;

    Comparison(String kernel) {
      this.kernel = kernel;
    }
  }

  /**
   * The difference of what was kept in the last training pass from a teacher's, mean over the pairs
   * of layers.
   *
   * @param teacher as {@link #keptStates} or {@link #keptScores} give it, one layer a pair
   * @param layers this network's layer of each pair
   * @param mask [batch, length]
   * @param total what the squares are divided by: the step's pieces (and the width, which is known
   *     here), or its pairs of pieces
   */
  public Tensor keptLoss(
      Scope scope, Comparison comparison, Tensor teacher, int[] layers, Tensor mask, double total) {
    return kernels.call(
        scope,
        comparison.kernel,
        true,
        teacher,
        scope.longs(widen(layers), layers.length),
        mask,
        scope.scalar(total));
  }

  /** The sum of 0-d losses, each times its weight. */
  public Tensor weightedSum(Scope scope, List<Tensor> losses, float[] weights) {
    var arguments = new NDList();
    losses.forEach(loss -> arguments.add(Kernels.named("terms[]", loss.array())));
    arguments.add(scope.floats(weights, weights.length).array());
    return kernels.call(scope, "weighted_sum", true, arguments);
  }

  /** Adds the gradients of a 0-d loss to those of the step. */
  public void backward(Scope scope, Tensor loss) {
    kernels.call(scope, "backward", true, loss);
  }

  /** The L2 norm over all gradients of the step; those of weights that stay 0 become 0 first. */
  public double gradientNorm(Scope scope) {
    return kernels.call(scope, "gradient_norm", false, scope.scalar(0L)).item();
  }

  /**
   * One AdamW step with decoupled decay (Loshchilov and Hutter, arXiv 1711.05101); biases and
   * LayerNorms do not decay.
   *
   * @param divisor what the gradients are divided by first, for clipping: at least 1
   * @param step how often the weights were changed before, and once more
   */
  public void adamW(
      Scope scope, AdamW constants, double learningRate, double decay, double divisor, long step) {
    var numbers =
        new double[] {
          learningRate, constants.beta1, constants.beta2, constants.eps, decay, divisor, step
        };
    var doubles = scope.manager().create(numbers, new Shape(numbers.length));
    kernels.call(scope, "adamw", false, new Tensor(doubles));
  }

  /** The gradients of the current step by parameter; one that has none is absent. */
  public SequencedMap<String, HostTensor> gradients() {
    try (var scope = torch.scope()) {
      var found = kernels.run(scope, "gradients", false, new NDList());
      var gradients = new LinkedHashMap<String, HostTensor>();
      for (var name : masters.sequencedKeySet()) {
        var gradient = found.get(name);
        if (gradient != null) {
          gradients.put(
              name, HostTensor.of(gradient.getShape().getShape(), gradient.toFloatArray()));
        }
      }
      return gradients;
    }
  }

  // ---- gates -----------------------------------------------------------------------------------

  /**
   * What there can be gates on, as weights beside the model's, with log α of each gate of a set of
   * matrices: the heads of an attention block, or the units of a feed-forward block, in as many
   * groups as there are gates, each but the last of the same number of units. Or on the heads of
   * each application of an attention block, where some share one.
   */
  public enum Gated {
    HEADS("gates.heads."),
    UNITS("gates.units."),
    APPLIED_HEADS("gates.applied.");

    private final String prefix;

    Gated(String prefix) {
      this.prefix = prefix;
    }

    /**
     * The weight with log α of the gates on the set of matrices, or the application, of this
     * number.
     */
    public String weight(int set) {
      return prefix + set;
    }
  }

  /** The weight with the two multipliers of {@link #gateLagrangian}. */
  public static final String MULTIPLIERS = "gates.multipliers";

  /**
   * Makes a network that was opened with weights for gates ready to train them.
   *
   * @param rate the learning rate of log α, which does not decay and is not clipped
   * @param multiplierRate that of the multipliers, which go up
   * @param onlyGates whether but gates and classifier nothing is trained
   */
  public void trainGates(double rate, double multiplierRate, boolean onlyGates) {
    try (var scope = torch.scope()) {
      var rates = new double[] {rate, multiplierRate, onlyGates ? 1 : 0};
      kernels.call(
          scope,
          "train_gates",
          false,
          new Tensor(scope.manager().create(rates, new Shape(rates.length))));
    }
  }

  /**
   * Decides how open gates are in the training passes until the next call.
   *
   * @param uniform a number between 0 and 1 for each gate, in the order of the weights
   */
  public void gateNoise(Scope scope, float[] uniform) {
    kernels.call(scope, "take_noise", false, scope.floats(uniform, uniform.length));
  }

  /** Log α of all gates, in the order of the weights. */
  public float[] gateLogAlpha() {
    try (var scope = torch.scope()) {
      return kernels.call(scope, "log_alphas", false).toFloats();
    }
  }

  /**
   * How open all gates are, from 0 to 1: as {@link #gateNoise} has drawn them, or as they are when
   * tagging.
   */
  public float[] gateOpenness(boolean sampled) {
    try (var scope = torch.scope()) {
      return kernels.call(scope, "all_openness", false, scope.scalar(sampled ? 1L : 0L)).toFloats();
    }
  }

  /** The expected number of gates that are not 0, times a factor. */
  public Tensor gatePenalty(Scope scope, double factor) {
    return kernels.call(scope, "gate_penalty", true, scope.scalar(factor));
  }

  /**
   * {@code λ₁(s − t) + λ₂(s − t)²} of the expected share s of gates that are not 0, times a factor
   * (CoFi; Xia et al., arXiv 2204.00408, section 3.3).
   *
   * @param target t
   */
  public Tensor gateLagrangian(Scope scope, double target, double factor) {
    return kernels.call(
        scope,
        "gate_lagrangian",
        true,
        scope.floats(new float[] {(float) target, (float) factor}, 2));
  }

  // ---- state -----------------------------------------------------------------------------------

  /** The weights; on a CPU the tensors share the network's memory and change with it. */
  public SequencedMap<String, HostTensor> weights() {
    return toHost(masters);
  }

  /** AdamW's moments, under the weights' names with {@code .exp_avg} and {@code .exp_avg_sq}. */
  public SequencedMap<String, HostTensor> moments() {
    return toHost(moments);
  }

  private SequencedMap<String, HostTensor> toHost(SequencedMap<String, NDArray> arrays) {
    var tensors = new LinkedHashMap<String, HostTensor>();
    arrays.forEach((name, array) -> tensors.put(name, toHost(array)));
    return tensors;
  }

  private HostTensor toHost(NDArray array) {
    var shape = array.getShape().getShape();
    if (torch.device() == Device.CPU) {
      return HostTensor.ofSegment(shape, MemorySegment.ofBuffer(array.toByteBuffer(true)));
    }
    var copy = array.toDevice(ai.djl.Device.cpu(), true);
    // DJL makes a manager for the copy, which would keep it for as long as the tensor itself lives.
    try (var _ = copy.getManager()) {
      return HostTensor.ofSegment(shape, MemorySegment.ofBuffer(copy.toByteBuffer(true))).copy();
    }
  }

  @Override
  public void close() {
    kernels.close();
    manager.close();
  }

  // ---- tensors of the host
  // ------------------------------------------------------------------------

  private NDArray copyToDevice(Scope scope, HostTensor tensor) {
    var copy = kernels.call(scope, "copy_of", false, new Tensor(borrow(scope, tensor))).array();
    copy.attach(manager);
    release(tensor);
    return copy;
  }

  private static NDArray borrow(Scope scope, HostTensor tensor) {
    return scope
        .manager()
        .create(
            tensor.data().asByteBuffer().order(ByteOrder.nativeOrder()),
            new Shape(tensor.shape()),
            DataType.FLOAT32);
  }

  /** A file's pages would stay in memory for as long as somebody holds the tensor. */
  private static void release(HostTensor tensor) {
    if (tensor.data().isMapped()) {
      tensor.data().unload();
    }
  }

  private static long[] widen(int[] values) {
    return Arrays.stream(values).asLongStream().toArray();
  }
}
