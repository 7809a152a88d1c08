package bonsai.train;

import bonsai.compress.Removal;
import bonsai.compress.Removal.Gate;
import bonsai.model.BertConfig;
import bonsai.model.NerModel;
import bonsai.torch.HostTensor;
import bonsai.torch.Network;
import bonsai.torch.Network.Keep;
import bonsai.torch.Scope;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.Random;
import java.util.SequencedMap;
import java.util.stream.IntStream;

/**
 * Another objective with hard-concrete gates on heads or units, which learn to close (Louizos et
 * al., arXiv 1712.01312; Voita et al., arXiv 1905.09418). To the loss comes either {@code λ · Σ
 * P(open)}, or, where a number is to be kept, a Lagrangian {@code λ₁(s − t) + λ₂(s − t)²} of the
 * expected share s of open gates, whose multipliers go up the loss while t falls in a straight line
 * to the share that is asked for (CoFi; Xia et al., arXiv 2204.00408, section 3.3).
 *
 * <p>Gates and multipliers are parameters like the model's, so that checkpoints hold them and their
 * moments; how open gates are in a step follows from the seed and the step.
 */
public final class Gating implements Objective {
  /** The name of the term with a price for each open gate: their expected number. */
  public static final String OPEN = "openGates";

  /** The name of the term where a number is to be kept. */
  public static final String LAGRANGIAN = "lagrangian";

  /** The group of the gates' log α. */
  public static final String GATES = "gates";

  /** The group of the Lagrangian's multipliers. */
  public static final String MULTIPLIERS = "multipliers";

  /** Log α at the beginning: at 2.4 or more, a gate is fully open when tagging. */
  static final float START = 2.5f;

  /** The most times that gates are told of in a training. */
  private static final int SAMPLES = 1000;

  /** u is drawn from a little above 0 to a little below 1, where its logarithms are finite. */
  private static final double LEAST_UNIFORM = 1e-6;

  private final Objective learnt;
  private final Removal removal;
  private final GateTraining settings;
  private final List<Integer> sets;
  private final OptionalInt keep;
  private final long seed;

  /** The step whose gates were told of last; before the first one -1. */
  private long told = -1;

  /**
   * @param learnt what the model learns meanwhile; closed with this one
   * @param before the shape of the model that gates are put on
   * @throws bonsai.base.UserException if that model cannot lose so much
   */
  public Gating(
      Objective learnt, Removal removal, GateTraining settings, BertConfig before, long seed) {
    this.learnt = learnt;
    this.removal = removal;
    this.settings = settings;
    this.seed = seed;
    sets = removal.gates(before);
    keep = removal.keep(before);
  }

  private int count() {
    return sets.stream().mapToInt(Integer::intValue).sum();
  }

  // ---- the objective ---------------------------------------------------------------------------

  @Override
  public boolean prepare(TrainingListener listener, TrainingControl control) {
    return learnt.prepare(listener, control);
  }

  @Override
  public boolean needsEveryPiece() {
    return learnt.needsEveryPiece();
  }

  @Override
  public Keep keep() {
    return learnt.keep();
  }

  @Override
  public SequencedMap<String, HostTensor> parameters() {
    var parameters = new LinkedHashMap<>(learnt.parameters());
    for (var set = 0; set < sets.size(); set++) {
      if (sets.get(set) > 0) {
        var logAlpha = new float[sets.get(set)];
        Arrays.fill(logAlpha, START);
        parameters.put(
            removal.part().weight(set), HostTensor.of(new long[] {logAlpha.length}, logAlpha));
      }
    }
    if (keep.isPresent()) {
      parameters.put(Network.MULTIPLIERS, HostTensor.allocate(2));
    }
    return parameters;
  }

  @Override
  public SequencedMap<String, Double> learningRates() {
    var rates = new LinkedHashMap<>(learnt.learningRates());
    rates.put(GATES, settings.learningRate());
    if (keep.isPresent()) {
      rates.put(MULTIPLIERS, settings.multiplierLearningRate());
    }
    return rates;
  }

  @Override
  public List<Term> terms(Network network, Portion portion) {
    var terms = new ArrayList<>(learnt.terms(network, portion));
    // The gates are the same in all portions of a step, which add up to one term.
    var part = (double) portion.batch().rows() / portion.step().rows();
    terms.add(
        switch (removal.goal()) {
          case Removal.Goal.Price(var lambda) ->
              new Term(OPEN, lambda, network.gatePenalty(portion.scope(), part));
          case Removal.Goal.Keep _, Removal.Goal.Share _, Removal.Goal.Budget _ ->
              new Term(
                  LAGRANGIAN,
                  1,
                  network.gateLagrangian(portion.scope(), target(portion.progress()), part));
        });
    return terms;
  }

  /** t once a share of the steps is done: from what gates begin with to what is asked for. */
  double target(double progress) {
    var start = HardConcrete.openProbability(START);
    var end = (double) keep.orElseThrow() / count();
    return ramped(progress) ? end : start + (end - start) * progress / settings.ramp();
  }

  private boolean ramped(double progress) {
    return progress >= settings.ramp();
  }

  @Override
  public void opened(Network network) {
    learnt.opened(network);
    network.trainGates(
        settings.learningRate(), settings.multiplierLearningRate(), settings.freeze());
  }

  @Override
  public void begin(Network network, Scope scope, long step) {
    learnt.begin(network, scope, step);
    var random = new Random(Seeds.mix(~seed, step));
    var uniform = new float[count()];
    for (var i = 0; i < uniform.length; i++) {
      uniform[i] = (float) (LEAST_UNIFORM + (1 - 2 * LEAST_UNIFORM) * random.nextDouble());
    }
    network.gateNoise(scope, uniform);
  }

  @Override
  public void tell(Network network, long step, long totalSteps, TrainingListener listener) {
    learnt.tell(network, step, totalSteps, listener);
    if (step % Math.ceilDiv(totalSteps, SAMPLES) == 0) {
      tell(step, network.gateLogAlpha(), listener);
    }
  }

  private void tell(long step, float[] logAlpha, TrainingListener listener) {
    listener.on(new TrainingEvent.Gates(step, part(), bySet(logAlpha)));
    told = step;
  }

  private GatedPart part() {
    return switch (removal.part()) {
      case HEADS, APPLIED_HEADS -> GatedPart.HEADS;
      case UNITS -> GatedPart.UNITS;
    };
  }

  private List<List<Float>> bySet(float[] all) {
    var lists = new ArrayList<List<Float>>();
    var next = 0;
    for (var size : sets) {
      var from = next;
      lists.add(IntStream.range(from, from + size).mapToObj(i -> all[i]).toList());
      next += size;
    }
    return lists;
  }

  @Override
  public boolean reached(Network network, double progress) {
    return ramped(progress) && state(network.gateLogAlpha()).isSettled();
  }

  private GateState state(float[] logAlpha) {
    return new GateState(logAlpha, keep);
  }

  @Override
  public boolean lastCounts() {
    return true;
  }

  @Override
  public void close() {
    learnt.close();
  }

  // ---- removal ---------------------------------------------------------------------------------

  /** The model without what its gates have closed; of a stopped training, only what is closed. */
  @Override
  public NerModel finish(Trainer.Result result, TrainingListener listener) {
    var logAlpha = logAlpha(result.beside());
    var state = state(logAlpha);
    var kept = result.end() == Trainer.End.FINISHED ? state.kept() : state.open();
    var gates = new ArrayList<List<Gate>>();
    var next = 0;
    for (var size : sets) {
      var set = new ArrayList<Gate>();
      for (var i = 0; i < size; i++, next++) {
        var open = HardConcrete.deterministic(logAlpha[next]);
        set.add(new Gate(kept[next] && (open > 0 || canOpenAgain()), open));
      }
      gates.add(set);
    }
    if (told != result.step()) {
      tell(result.step(), logAlpha, listener); // what is removed is what was shown last
    }
    var smaller = removal.apply(result.model(), gates);
    listener.on(
        new TrainingEvent.Removed(
            result.step(),
            part(),
            gates.stream().map(set -> set.stream().map(Gate::kept).toList()).toList(),
            state.reason(result.end()) + left(result.model(), smaller)));
    return smaller;
  }

  /**
   * A gate of a set goes into weights that are trained on; one of an application stays as it is.
   */
  private boolean canOpenAgain() {
    return removal.part() != Network.Gated.APPLIED_HEADS;
  }

  /** Where applications have gates of their own, a closed one does not take a head away yet. */
  private String left(NerModel before, NerModel after) {
    return removal.part() == Network.Gated.APPLIED_HEADS
        ? " The layers' weights have %d of %d heads left."
            .formatted(heads(after.config()), heads(before.config()))
        : "";
  }

  private static int heads(BertConfig config) {
    return config.attentionHeads().stream().mapToInt(Integer::intValue).sum();
  }

  private float[] logAlpha(Map<String, HostTensor> trained) {
    var all = new float[count()];
    var next = 0;
    for (var set = 0; set < sets.size(); set++) {
      for (var i = 0; i < sets.get(set); i++) {
        all[next++] = trained.get(removal.part().weight(set)).get(i);
      }
    }
    return all;
  }
}
