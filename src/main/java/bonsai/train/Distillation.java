package bonsai.train;

import bonsai.base.Sha256;
import bonsai.model.BertConfig;
import bonsai.model.NerModel;
import bonsai.model.Networks;
import bonsai.ner.EncodedSentence;
import bonsai.torch.HostTensor;
import bonsai.torch.Network;
import bonsai.torch.Network.Keep;
import bonsai.torch.Precision;
import bonsai.torch.Torch;
import bonsai.train.TeacherOutputs.Wanted;
import com.fasterxml.jackson.annotation.JsonInclude;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.SequencedMap;
import java.util.stream.IntStream;

/**
 * Learns from a teacher: from its softened tags beside the corpus's, and from its hidden states and
 * attention scores where asked.
 */
public final class Distillation implements Objective {
  public static final String SOFT = "soft";
  public static final String HIDDEN = "hidden";
  public static final String ATTENTION = "attention";

  private final Torch torch;
  private final Precision precision;
  private final Teacher teacher;
  private final BertConfig student;
  private final Settings settings;
  private final List<EncodedSentence> windows;
  private final long seed;
  private final Wanted wanted;
  private Optional<TeacherOutputs> outputs = Optional.empty();

  /**
   * The teacher.
   *
   * @param digest the SHA-256 of its weights
   * @param cache where outputs of teachers are kept
   */
  public record Teacher(NerModel model, String digest, Path cache) {}

  /** What is learned from it, and how its outputs are kept. */
  @JsonInclude(JsonInclude.Include.NON_ABSENT)
  public record Settings(OutputLoss output, Optional<HiddenLoss> hidden, TeacherCaching cache) {}

  /**
   * Asks nothing of the teacher yet.
   *
   * @param windows of the training split, by whose numbers batches name them
   * @param seed draws the projections
   * @throws bonsai.base.UserException if student and teacher do not fit together
   */
  public Distillation(
      Torch torch,
      Precision precision,
      Teacher teacher,
      BertConfig student,
      Settings settings,
      List<EncodedSentence> windows,
      long seed) {
    this.torch = torch;
    this.precision = precision;
    this.teacher = teacher;
    this.student = student;
    this.settings = settings;
    this.windows = windows;
    this.seed = seed;
    wanted = wanted(settings.hidden, student, teacher.model.config());
  }

  private static Wanted wanted(
      Optional<HiddenLoss> hidden, BertConfig student, BertConfig teacher) {
    if (hidden.isEmpty()) {
      return new Wanted(new int[0], new int[0]);
    }
    var layers =
        hidden.get().teacherLayers(student.numHiddenLayers(), teacher.numHiddenLayers()).stream()
            .mapToInt(Integer::intValue)
            .toArray();
    // The scores of a layer are made on the way to its output; the embeddings have none.
    return new Wanted(
        hidden.get().weight() > 0 ? layers : new int[0],
        hidden.get().attentionWeight() > 0
            ? IntStream.of(layers).skip(1).map(layer -> Math.max(0, layer - 1)).toArray()
            : new int[0]);
  }

  /**
   * The bytes that the kept outputs of a teacher for some pieces would take.
   *
   * @param length of the window of a piece, on the average over pieces
   */
  public static long cacheBytes(
      Optional<HiddenLoss> hidden,
      BertConfig student,
      BertConfig teacher,
      long pieces,
      double length) {
    var wanted = wanted(hidden, student, teacher);
    var fixed = new Wanted(wanted.states(), new int[0]);
    var scores = 2.0 * wanted.scores().length * length;
    return pieces * fixed.bytes(1, teacher.labels().size(), teacher.hiddenSize())
        + Math.round(pieces * scores);
  }

  @Override
  public boolean prepare(TrainingListener listener, TrainingControl control) {
    var config = teacher.model.config();
    var tags = config.labels().size();
    var width = config.hiddenSize();
    if (!settings.cache.allows(TeacherCache.bytes(windows, wanted, tags, width))) {
      outputs = Optional.of(live());
      return true;
    }
    var folder = teacher.cache.resolve(key());
    // Another run with the same teacher and data may be filling it: then this one waits for it.
    try (var claim = TeacherCache.claim(folder, control)) {
      if (!claim.isHeld()) {
        return false;
      }
      var cache = new TeacherCache(folder, windows, wanted, tags, width);
      outputs = Optional.of(cache);
      if (cache.isFull()) {
        cache.touch();
        return true;
      }
      try (var live = live()) {
        return cache.fill(
            torch,
            live,
            (done, total) ->
                listener.on(new TrainingEvent.Preparing(0, "the teacher's outputs", done, total)),
            control);
      }
    }
  }

  private TeacherOutputs live() {
    return new LiveTeacher(Networks.open(torch, teacher.model, precision), wanted);
  }

  /** Everything that the outputs depend on. */
  private String key() {
    var digest = Sha256.digest();
    digest.update(teacher.digest.getBytes(StandardCharsets.US_ASCII));
    digest.update(teacher.model.config().toJson().getBytes(StandardCharsets.UTF_8));
    digest.update(precision.label().getBytes(StandardCharsets.US_ASCII));
    digest.update(
        (torch.version() + torch.device() + torch.threads()).getBytes(StandardCharsets.UTF_8));
    update(digest, wanted.states());
    update(digest, wanted.scores());
    windows.forEach(window -> update(digest, window.ids()));
    return HexFormat.of().formatHex(digest.digest()).substring(0, 24);
  }

  private static void update(java.security.MessageDigest digest, int[] numbers) {
    var bytes = ByteBuffer.allocate(Integer.BYTES * (numbers.length + 1));
    bytes.putInt(numbers.length);
    IntStream.of(numbers).forEach(bytes::putInt);
    digest.update(bytes.flip());
  }

  @Override
  public Keep keep() {
    return new Keep(wanted.states().length > 0, wanted.scores().length > 0);
  }

  /** Projections from the student's width to the teacher's, one a pair (init: normal, 0.02). */
  @Override
  public SequencedMap<String, HostTensor> parameters() {
    var parameters = new LinkedHashMap<String, HostTensor>();
    var width = teacher.model.config().hiddenSize();
    var needed =
        settings.hidden.filter(loss -> loss.compare() == HiddenLoss.Comparison.MSE).isPresent()
            && student.hiddenSize() != width;
    for (var pair = 0; needed && pair < wanted.states().length; pair++) {
      var name = "distillation.layer." + pair + ".projection";
      var random = new Random(Seeds.mix(seed, pair));
      var weight = HostTensor.allocate(width, student.hiddenSize());
      for (var i = 0L; i < weight.size(); i++) {
        weight.set(i, (float) (0.02 * random.nextGaussian()));
      }
      parameters.put(name + ".weight", weight);
      parameters.put(name + ".bias", HostTensor.allocate(width));
    }
    return parameters;
  }

  @Override
  public List<Term> terms(Network network, Portion portion) {
    var scope = portion.scope();
    var batch = portion.batch();
    var mask = batch.mask(scope);
    var said = outputs.orElseThrow().of(scope, batch);
    var terms = new ArrayList<Term>();
    terms.add(
        new Term(
            SOFT,
            settings.output.soft(portion.progress()),
            network.softLoss(
                scope,
                portion.logits(),
                said.logits(),
                mask,
                settings.output.temperature(),
                portion.step().tokens())));
    if (portion.step().targets() > 0) {
      terms.add(
          new Term(
              CROSS_ENTROPY,
              settings.output.hard(portion.progress()),
              network.crossEntropy(
                  scope, portion.logits(), batch.labels(scope), portion.step().targets())));
    }
    settings.hidden.ifPresent(
        loss -> {
          if (loss.weight() > 0) {
            var gram = loss.compare() == HiddenLoss.Comparison.GRAM;
            terms.add(
                new Term(
                    HIDDEN,
                    loss.weight(),
                    network.keptLoss(
                        scope,
                        gram ? Network.Comparison.GRAM : Network.Comparison.MSE,
                        said.states(),
                        IntStream.range(0, wanted.states().length).toArray(),
                        mask,
                        gram ? portion.step().pairs() : portion.step().tokens())));
          }
          if (loss.attentionWeight() > 0) {
            terms.add(
                new Term(
                    ATTENTION,
                    loss.attentionWeight(),
                    network.keptLoss(
                        scope,
                        Network.Comparison.SCORES,
                        said.scores(),
                        IntStream.range(0, wanted.scores().length).toArray(),
                        mask,
                        portion.step().pairs())));
          }
        });
    return terms;
  }

  @Override
  public void close() {
    outputs.ifPresent(TeacherOutputs::close);
  }
}
