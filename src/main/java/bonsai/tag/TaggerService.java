package bonsai.tag;

import bonsai.base.Json;
import bonsai.base.UserException;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.util.OptionalLong;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tools.jackson.core.JacksonException;

/** The tagger process: answers {@link TagRequest}s, one JSON object a line, until they end. */
public final class TaggerService {
  private static final Logger LOG = LoggerFactory.getLogger(TaggerService.class);

  /** The first sentence takes ten times as long as the next: better before anybody waits. */
  private static final String WARM_UP = "Are all of these words ready to be tagged?";

  private final BufferedReader in;
  private final PrintWriter out;

  /**
   * @param in where requests come from
   * @param out where replies go; nobody else may write there
   */
  public TaggerService(BufferedReader in, PrintWriter out) {
    this.in = in;
    this.out = out;
  }

  /**
   * Opens a model and serves it until the requests end or one asks to shut down.
   *
   * @return whether the model could be opened; if not, the one reply has said why
   */
  public boolean serve(Supplier<Tagger> model) {
    Tagger tagger;
    try {
      tagger = model.get();
      tagger.tagText(WARM_UP);
    } catch (RuntimeException e) {
      say(new TagReply.Failed(OptionalLong.empty(), sentence(e)));
      return false;
    }
    try (tagger) {
      say(new TagReply.Ready(tagger.info()));
      for (var line = in.readLine(); line != null; line = in.readLine()) {
        var reply = answer(tagger, line);
        say(reply);
        if (reply instanceof TagReply.Closed) {
          break;
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return true;
  }

  private void say(TagReply reply) {
    out.println(Json.LINE.writeValueAsString(reply));
    out.flush();
  }

  private static TagReply answer(Tagger tagger, String line) {
    TagRequest request;
    try {
      request = Json.LINE.readValue(line, TagRequest.class);
    } catch (JacksonException e) {
      return new TagReply.Failed(
          idOf(line), "The line is not a request to tag (" + e.getOriginalMessage() + ").");
    }
    try {
      return answer(tagger, request);
    } catch (RuntimeException e) {
      return new TagReply.Failed(OptionalLong.of(request.id()), sentence(e));
    }
  }

  private static TagReply answer(Tagger tagger, TagRequest request) {
    var started = System.nanoTime();
    return switch (request) {
      case TagRequest.Words words -> {
        var tagged = tagger.tagWords(words.sentences());
        yield new TagReply.Tagged(words.id(), tagged, milliseconds(started));
      }
      case TagRequest.Text text -> {
        var tagged = tagger.tagText(text.text());
        yield new TagReply.Tagged(text.id(), tagged, milliseconds(started));
      }
      case TagRequest.Shutdown shutdown -> new TagReply.Closed(shutdown.id());
    };
  }

  private static double milliseconds(long started) {
    return (System.nanoTime() - started) / 1e6;
  }

  /** The id of a line that is some JSON object, though no request. */
  private static OptionalLong idOf(String line) {
    try {
      var id = Json.LINE.readTree(line).path("id");
      return id.isIntegralNumber() && id.canConvertToLong()
          ? OptionalLong.of(id.asLong())
          : OptionalLong.empty();
    } catch (JacksonException e) {
      return OptionalLong.empty();
    }
  }

  private static String sentence(RuntimeException e) {
    if (e instanceof UserException) {
      return e.getMessage();
    }
    LOG.error("Tagging failed", e);
    return "The tagger failed unexpectedly (" + e + "); its log tells more.";
  }
}
