package bonsai.app.playground;

import static org.assertj.core.api.Assertions.assertThat;

import bonsai.app.playground.TaggerSession.State;
import bonsai.base.UserException;
import bonsai.tag.TagPrecision;
import bonsai.tag.TaggedSentence.Offset;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

final class TaggerSessionTest {
  private final FakeTagger tagger = new FakeTagger();
  private final List<String> told = new ArrayList<>();
  private final TaggerSession session =
      new TaggerSession(
          Path.of("model"), TagPrecision.AUTO, tagger, Runnable::run, Runnable::run, told::add);

  private List<String> tags() {
    return session.taggingProperty().get().sentences().stream()
        .flatMap(sentence -> sentence.tags().stream())
        .toList();
  }

  @Test
  void ofTextsThatWaitOnlyTheNewestIsTagged() {
    session.tag("a");
    session.tag("an");
    session.tag("Ann");

    assertThat(tagger.waiting()).containsExactly(List.of(List.of("a")));
    tagger.answer();
    assertThat(tagger.waiting()).containsExactly(List.of(List.of("Ann")));
  }

  @Test
  void anOlderResultIsShownAsStaleUntilTheNewerComes() {
    session.tag("Ann");
    session.tag("Ann sings");

    tagger.answer();
    assertThat(tags()).containsExactly("B-PER");
    assertThat(session.staleProperty().get()).isTrue();

    tagger.answer();
    assertThat(tags()).containsExactly("B-PER", "O");
    assertThat(session.staleProperty().get()).isFalse();
  }

  @Test
  void aTextWithoutWordsIsNotAskedAndAnEarlierAnswerDoesNotComeBack() {
    session.tag("Ann");
    session.tag(" \n");
    assertThat(session.staleProperty().get()).isFalse();

    tagger.answer();

    assertThat(session.taggingProperty().get()).isEqualTo(Tagging.NOTHING);
    assertThat(tagger.waiting()).isEmpty();
  }

  @Test
  void aSentenceThatIsTaggedAlreadyIsNotAskedAgainAndStandsWhereItIsNow() {
    session.tag("Ann sings.");
    tagger.answer();

    session.tag("So it is. Ann sings.");

    assertThat(tagger.waiting()).containsExactly(List.of(List.of("So", "it", "is", ".")));
    tagger.answer();
    var second = session.taggingProperty().get().sentences().get(1);
    assertThat(second.words()).containsExactly("Ann", "sings", ".");
    assertThat(second.offsets().getFirst()).isEqualTo(new Offset(10, 13));
    assertThat(FoundEntity.of(session.taggingProperty().get()).getLast().start()).isEqualTo(10);
  }

  @Test
  void aLongTextShowsItsBeginningSoonAndGivesWayToANewerOne() {
    var sentence = "One two three four five six seven eight nine . ";
    session.tag(sentence.repeat(60));
    tagger.answer();

    assertThat(session.taggingProperty().get().done()).isBetween(0.4, 0.5);
    assertThat(session.staleProperty().get()).isTrue();
    assertThat(tagger.waiting().getFirst()).hasSize(25);

    session.tag("Ann");
    tagger.answer();
    assertThat(tagger.waiting()).containsExactly(List.of(List.of("Ann")));
  }

  @Test
  void aRestartIsToldOnceAndTheTextIsTaggedAgain() {
    tagger.ready();
    session.tag("Ann");
    tagger.answer();

    tagger.restarted();

    assertThat(session.stateProperty().get()).isEqualTo(new State.Loading(true));
    assertThat(tagger.waiting()).containsExactly(List.of(List.of("Ann")));
    tagger.ready();
    tagger.answer();
    assertThat(told).containsExactly("It died.");
    assertThat(session.stateProperty().get()).isEqualTo(new State.Ready());
    assertThat(session.staleProperty().get()).isFalse();
  }

  @Test
  void aQuestionThatTheProcessDiedOfIsNotAskedTwice() {
    tagger.ready();
    session.tag("Ann");

    tagger.restarted(); // the client asks again what was not answered

    assertThat(tagger.waiting()).hasSize(1);
  }

  @Test
  void aTaggerThatIsGivenUpSaysWhy() {
    session.tag("Ann");

    tagger.stopped();
    tagger.fail(new UserException("It is given up."));

    assertThat(session.stateProperty().get()).isEqualTo(new State.GivenUp("It is given up."));
    assertThat(session.problemProperty().get()).isEmpty();
  }

  @Test
  void aTextThatCannotBeTaggedSaysWhyUntilTheNextOne() {
    tagger.ready();
    session.tag("Ann");
    tagger.fail(new UserException("The weights are damaged."));
    assertThat(session.problemProperty().get()).isEqualTo(Optional.of("The weights are damaged."));

    session.tag("Anna");

    assertThat(session.problemProperty().get()).isEmpty();
  }

  @Test
  void aClosedSessionIsSilent() {
    session.close();
    tagger.restarted();

    assertThat(told).isEmpty();
    assertThat(tagger.closed()).hasSize(1);
  }
}
