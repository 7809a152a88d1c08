package bonsai.tag;

import static org.assertj.core.api.Assertions.assertThat;

import bonsai.base.Json;
import bonsai.base.UserException;
import bonsai.torch.Device;
import bonsai.torch.Precision;
import bonsai.torch.PrecisionChoice;
import bonsai.torch.Torch;
import bonsai.torch.TorchTest;
import java.io.BufferedReader;
import java.io.PrintWriter;
import java.io.StringReader;
import java.io.StringWriter;
import java.nio.file.Path;
import java.util.List;
import java.util.OptionalLong;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@TorchTest
final class TaggerServiceTest {
  private static final Compute COMPUTE =
      new Compute(
          Torch.load(Device.CPU), new PrecisionChoice(Precision.FLOAT32, "float32 for a test."));

  @TempDir private static Path folder;

  private final StringWriter written = new StringWriter();

  private List<TagReply> replies(Supplier<Tagger> model, boolean served, String... lines) {
    var in = new BufferedReader(new StringReader(String.join("\n", lines)));
    assertThat(new TaggerService(in, new PrintWriter(written)).serve(model)).isEqualTo(served);
    return written
        .toString()
        .lines()
        .map(line -> Json.LINE.readValue(line, TagReply.class))
        .toList();
  }

  private List<TagReply> replies(String... lines) {
    return replies(() -> Tagger.open(TinyTagger.in(folder), () -> COMPUTE), true, lines);
  }

  @Test
  void theFirstLineDescribesTheModelAndTheEndOfInputEndsTheService() {
    var replies = replies();

    assertThat(replies).hasSize(1);
    assertThat(replies.getFirst()).isInstanceOf(TagReply.Ready.class);
    assertThat(((TagReply.Ready) replies.getFirst()).model().labels())
        .isEqualTo(TinyTagger.LABELS.tags());
  }

  @Test
  void wordsAndTextsAreTaggedUnderTheirIds() {
    var replies =
        replies(
            "{\"request\":\"words\",\"id\":7,\"sentences\":[[\"Anna\",\"lives\"],[],[\"Fiat\"]]}",
            "{\"request\":\"text\",\"id\":8,\"text\":\"in Berlin. \\u0000 \\ud800\"}");

    var words = (TagReply.Tagged) replies.get(1);
    assertThat(words.id()).isEqualTo(7);
    assertThat(words.sentences())
        .extracting(TaggedSentence::tags)
        .containsExactly(List.of("B-PER", "O"), List.of(), List.of("B-ORG"));
    assertThat(words.milliseconds()).isPositive();
    var text = (TagReply.Tagged) replies.get(2);
    assertThat(text.id()).isEqualTo(8);
    assertThat(text.sentences().getFirst().tags()).startsWith("O", "B-LOC", "O");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "not json | ",
        "[] | ",
        "7 | ",
        "{\"id\":3} | 3",
        "{\"request\":\"dance\",\"id\":4} | 4",
        "{\"request\":\"text\",\"id\":5} | 5",
        "{\"request\":\"text\",\"id\":5,\"text\":7.5,\"more\":1} | 5",
        "{\"request\":\"text\",\"text\":\"x\"} | ",
        "{\"request\":\"words\",\"id\":6,\"sentences\":[[null]]} | 6",
        "{\"request\":\"words\",\"id\":6,\"sentences\":\"Anna\"} | 6",
        "{\"request\":\"words\",\"id\":\"6\",\"sentences\":7} | ",
      })
  void aMalformedLineIsAnsweredAndTheNextOneServed(String line, Long id) {
    var replies = replies(line, "{\"request\":\"text\",\"id\":9,\"text\":\"Anna\"}");

    var failed = (TagReply.Failed) replies.get(1);
    assertThat(failed.id()).isEqualTo(id == null ? OptionalLong.empty() : OptionalLong.of(id));
    assertThat(failed.message()).startsWith("The line is not a request to tag").endsWith(".");
    assertThat(((TagReply.Tagged) replies.get(2)).id()).isEqualTo(9);
  }

  @Test
  void aShutdownIsAnsweredAndEndsTheService() {
    var replies =
        replies("{\"request\":\"shutdown\",\"id\":1}", "{\"request\":\"shutdown\",\"id\":2}");

    assertThat(replies).hasSize(2).last().isEqualTo(new TagReply.Closed(1));
  }

  @Test
  void aModelThatCannotBeOpenedIsTheOnlyReply() {
    var replies =
        replies(
            () -> {
              throw new UserException("There is no model.");
            },
            false,
            "{\"request\":\"shutdown\",\"id\":1}");

    assertThat(replies)
        .containsExactly(new TagReply.Failed(OptionalLong.empty(), "There is no model."));
  }
}
