package bonsai.app.playground;

import bonsai.tag.TaggedEntity;
import java.util.ArrayList;
import java.util.List;

/**
 * An entity of a text, as the table lists it.
 *
 * @param sentence the index of its sentence, from 0
 * @param start where it begins in the text, in UTF-16 units
 * @param end where it ends
 */
record FoundEntity(int sentence, TaggedEntity entity, int start, int end) {
  /** The entities of a tagging, in the order of the text. */
  static List<FoundEntity> of(Tagging tagging) {
    var found = new ArrayList<FoundEntity>();
    for (var i = 0; i < tagging.sentences().size(); i++) {
      var sentence = tagging.sentences().get(i);
      for (var entity : sentence.entities()) {
        found.add(
            new FoundEntity(
                i,
                entity,
                sentence.offsets().get(entity.start()).start(),
                sentence.offsets().get(entity.end() - 1).end()));
      }
    }
    return found;
  }

  boolean contains(int inSentence, int word) {
    return inSentence == sentence && entity.start() <= word && word < entity.end();
  }
}
