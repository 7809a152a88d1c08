package bonsai.tag;

import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import java.util.List;
import java.util.Objects;

/**
 * What the tagger process is asked: one JSON object a line on its standard input. Each is answered
 * by one {@link TagReply} with its id; the end of the input ends the process.
 */
@JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "request")
@JsonSubTypes({
  @JsonSubTypes.Type(value = TagRequest.Words.class, name = "words"),
  @JsonSubTypes.Type(value = TagRequest.Text.class, name = "text"),
  @JsonSubTypes.Type(value = TagRequest.Shutdown.class, name = "shutdown")
})
public sealed interface TagRequest {
  /** Chosen by the client; the reply bears it, too. */
  long id();

  /** Tag sentences of words. */
  record Words(long id, List<List<String>> sentences) implements TagRequest {
    public Words {
      sentences = sentences.stream().map(List::copyOf).toList();
    }
  }

  /** Split a text and tag it. */
  record Text(long id, String text) implements TagRequest {
    public Text {
      Objects.requireNonNull(text, "text");
    }
  }

  /** Answer, then end. */
  record Shutdown(long id) implements TagRequest {}
}
