package bonsai.run;

import bonsai.base.IoReason;
import bonsai.base.Sha256;
import bonsai.base.UserException;
import bonsai.model.BertConfig;
import bonsai.model.ModelFolder;
import bonsai.ner.Alignment;
import bonsai.ner.Corpus;
import bonsai.ner.EncodedSentence;
import bonsai.ner.Split;
import bonsai.ner.WordPieceTokenizer;
import bonsai.technique.Distil;
import bonsai.technique.Technique;
import bonsai.torch.Precision;
import bonsai.torch.Torch;
import bonsai.train.Distillation;
import bonsai.train.Gating;
import bonsai.train.Gold;
import bonsai.train.Objective;
import bonsai.train.TrainingSet;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * What a stage learns from.
 *
 * @param cache where the outputs of teachers are kept
 */
record StageData(
    RunSpec spec,
    Technique technique,
    Optional<Path> teacherFolder,
    Path cache,
    Corpus corpus,
    WordPieceTokenizer tokenizer) {
  /** What an epoch of the stage is drawn from. */
  TrainingSet trainingSet(BertConfig config) {
    var sentences = corpus.sentences(Split.TRAIN);
    var longest = longest(config);
    if (!(technique instanceof Distil distil)) {
      return TrainingSet.of(Alignment.encode(sentences, config.labels(), tokenizer, longest));
    }
    var seed = spec.seed();
    var labelled =
        distil
            .augmentation()
            .map(augmentation -> augmentation.extended(sentences, seed))
            .orElse(sentences);
    var set = TrainingSet.of(Alignment.encode(labelled, config.labels(), tokenizer, longest));
    return distil
        .unlabelled()
        .map(
            text ->
                set.with(
                    Alignment.encode(text.read(seed).sentences(), tokenizer, longest),
                    text.proportion()))
        .orElse(set);
  }

  /** The most pieces that a window may have: the teacher must take it as well. */
  private int longest(BertConfig student) {
    var most = student.maxPositionEmbeddings();
    return technique.learns().isEmpty()
        ? most
        : Math.min(
            most, new ModelFolder(teacherFolder.orElseThrow()).config().maxPositionEmbeddings());
  }

  /**
   * What the stage makes small; the caller closes it.
   *
   * @param windows of the training set
   * @throws UserException if student and teacher do not fit together
   */
  Objective objective(
      Torch torch, Precision precision, BertConfig student, List<EncodedSentence> windows) {
    var learnt =
        technique
            .learns()
            .<Objective>map(
                settings ->
                    new Distillation(
                        torch,
                        precision,
                        teacher(student),
                        student,
                        settings,
                        windows,
                        spec.seed()))
            .orElseGet(Objective::hardLabels);
    return technique
        .removes()
        .<Objective>map(
            gated -> new Gating(learnt, gated.removal(), gated.training(), student, spec.seed()))
        .orElse(learnt);
  }

  private Distillation.Teacher teacher(BertConfig student) {
    requireTeacherFits(student);
    var folder = teacherFolder.orElseThrow();
    var teacher = new ModelFolder(folder).load();
    try {
      return new Distillation.Teacher(
          teacher, Sha256.of(folder.resolve(ModelFolder.WEIGHTS)), cache);
    } catch (IOException e) {
      throw new UserException(
          "The teacher in " + folder + " cannot be read: " + IoReason.of(e) + ".", e);
    }
  }

  /**
   * Compares student and teacher piece by piece and tag by tag.
   *
   * @throws UserException if they do not fit together
   */
  void requireTeacherFits(BertConfig student) {
    var folder = teacherFolder.orElseThrow();
    var teacher = new ModelFolder(folder).config();
    try (var other = new ModelFolder(folder).tokenizer()) {
      if (!other.cutsLike(tokenizer)) {
        throw new UserException(
            "The teacher in "
                + folder
                + " cuts words into other pieces than the student: start from a model with the teacher's vocabulary, or untrained.");
      }
    }
    if (!teacher.labels().equals(student.labels())) {
      throw new UserException(
          "The teacher in %s has the tags %s, but the corpus has %s: distil from a teacher that was trained on the same tags."
              .formatted(folder, teacher.labels().tags(), student.labels().tags()));
    }
  }

  /** A split with its true tags, cut for that model. */
  Gold gold(Split split, BertConfig config) {
    var sentences = corpus.sentences(split);
    var longest = config.maxPositionEmbeddings();
    return Gold.of(sentences, Alignment.encode(sentences, config.labels(), tokenizer, longest));
  }
}
