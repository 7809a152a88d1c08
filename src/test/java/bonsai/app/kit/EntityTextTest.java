package bonsai.app.kit;

import static org.assertj.core.api.Assertions.assertThat;

import bonsai.app.WindowTest;
import bonsai.ner.Span;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import javafx.scene.Node;
import javafx.scene.control.Label;
import javafx.scene.layout.HBox;
import javafx.scene.text.Text;
import org.junit.jupiter.api.Test;

@WindowTest
final class EntityTextTest {
  private static final List<String> WORDS = List.of("Anna", "Berger", "saw", "Lisbon", "Rome", ".");
  private static final List<String> TAGS = List.of("B-PER", "I-PER", "O", "B-LOC", "B-LOC", "O");

  @Test
  void theWordsReadAsTheSentenceWithTypesBehindEntities() {
    var nodes = EntityText.nodes(WORDS, TAGS, EntityTypes.ofTags(TAGS));

    assertThat(nodes.stream().map(EntityTextTest::read).collect(Collectors.joining()))
        .isEqualTo("[Anna Berger|PER] saw [Lisbon|LOC] [Rome|LOC] .");
  }

  @Test
  void entitiesCarryTheColourOfTheirType() {
    var node = EntityText.entity(WORDS, new Span("LOC", 3, 4), EntityTypes.ofTags(TAGS));

    assertThat(node.getStyleClass()).contains("entity", "entity-1");
  }

  @Test
  void aSentenceIsReadOutWithItsTypes() {
    assertThat(EntityText.spoken(WORDS, TAGS))
        .isEqualTo("Anna Berger (PER) saw Lisbon (LOC) Rome (LOC) .");
  }

  @Test
  void theUsualTypesHaveTheSameColourInEveryCorpus() {
    var conll = EntityTypes.of(List.of("PER", "LOC", "ORG", "MISC"));
    var other = EntityTypes.of(List.of("PER", "ANIMAL", "LOC"));

    assertThat(Stream.of("PER", "LOC").map(other::colour))
        .isEqualTo(Stream.of("PER", "LOC").map(conll::colour).toList());
  }

  @Test
  void upToEightTypesHaveDifferentColoursInTheOrderOfTheirNames() {
    var types = EntityTypes.of(List.of("h", "g", "f", "e", "d", "c", "b", "PER"));

    assertThat(types.names().stream().map(types::colour)).doesNotHaveDuplicates();
    assertThat(types.colour("b")).isEqualTo(4);
  }

  @Test
  void manyTypesRepeatColours() {
    var types = EntityTypes.of(Stream.iterate(0, i -> i + 1).limit(40).map(i -> "T" + i).toList());

    assertThat(types.names()).allMatch(name -> types.colour(name) < Palette.ENTITIES);
  }

  private static String read(Node node) {
    return switch (node) {
      case Text text -> text.getText();
      case HBox box ->
          box.getChildren().stream()
              .map(label -> ((Label) label).getText())
              .collect(Collectors.joining("|", "[", "]"));
      default -> throw new AssertionError(node);
    };
  }
}
