package bonsai.run;

import bonsai.base.UserException;
import bonsai.model.Architecture;
import bonsai.model.BertConfig;
import bonsai.model.ModelFolder;
import bonsai.model.NerModel;
import bonsai.ner.Corpus;
import bonsai.ner.Labels;
import bonsai.ner.Split;
import bonsai.ner.Vocabulary;
import bonsai.ner.WordPieceTokenizer;
import java.nio.file.Path;
import java.util.Optional;

/**
 * The model that a run or one of its stages starts from.
 *
 * @param folder its folder; empty where the spec starts untrained
 * @param teacher the folder of the run's teacher, whose vocabulary an untrained start then has
 */
record StartModel(RunSpec spec, Optional<Path> folder, Optional<Path> teacher) {
  /** Opens the tokenizer, or learns one from the corpus; the caller closes it. */
  WordPieceTokenizer tokenizer(Corpus corpus) {
    if (folder.isPresent()) {
      return new ModelFolder(folder.get()).tokenizer();
    }
    if (teacher.isPresent()) {
      return new ModelFolder(teacher.get()).tokenizer();
    }
    var pieces = Vocabulary.learn(corpus.sentences(Split.TRAIN), untrained().vocabularySize());
    return WordPieceTokenizer.ofVocabulary(pieces, false);
  }

  /** The model with a classifier for the corpus's tags. */
  NerModel load(Corpus corpus, WordPieceTokenizer tokenizer) {
    if (folder.isPresent()) {
      return new ModelFolder(folder.get()).load(corpus.labels(), spec.seed());
    }
    return NerModel.untrained(config(untrained(), tokenizer.size(), corpus.labels()), spec.seed());
  }

  /** The shape that an untrained start has. */
  static BertConfig config(Start.Untrained shape, int vocabulary, Labels labels) {
    return BertConfig.of(
            vocabulary,
            shape.hiddenSize(),
            shape.layers(),
            shape.heads(),
            shape.intermediateSize(),
            labels)
        .withMaxPositionEmbeddings(shape.positions())
        .withArchitecture(Architecture.PLAIN.withEmbeddingSize(shape.embeddingSize()));
  }

  private Start.Untrained untrained() {
    if (spec.start() instanceof Start.Untrained shape) {
      return shape;
    }
    throw new UserException("The stage has no model to start from.");
  }
}
