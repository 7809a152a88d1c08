package bonsai.tag;

import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import java.util.List;
import java.util.OptionalLong;

/**
 * What the tagger process says: one JSON object a line on its standard output, and nothing else.
 * The first line is {@link Ready}, or {@link Failed} if the model cannot be opened.
 */
@JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "reply")
@JsonSubTypes({
  @JsonSubTypes.Type(value = TagReply.Ready.class, name = "ready"),
  @JsonSubTypes.Type(value = TagReply.Tagged.class, name = "tagged"),
  @JsonSubTypes.Type(value = TagReply.Failed.class, name = "failed"),
  @JsonSubTypes.Type(value = TagReply.Closed.class, name = "closed")
})
public sealed interface TagReply {
  /** The model is open; requests are answered from now on. */
  record Ready(ModelInfo model) implements TagReply {}

  /**
   * What was asked for.
   *
   * @param milliseconds the time it took in the process, tokenising included
   */
  record Tagged(long id, List<TaggedSentence> sentences, double milliseconds) implements TagReply {
    public Tagged {
      sentences = List.copyOf(sentences);
    }
  }

  /**
   * What was asked for cannot be had.
   *
   * @param id the request's; empty if it cannot be told, or if the model cannot be opened
   * @param message one sentence
   */
  record Failed(OptionalLong id, String message) implements TagReply {}

  /** The process ends now, as asked for. */
  record Closed(long id) implements TagReply {}
}
