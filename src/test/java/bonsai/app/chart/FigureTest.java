package bonsai.app.chart;

import static org.assertj.core.api.Assertions.assertThat;

import bonsai.app.kit.Palette;
import bonsai.app.kit.Progress;
import bonsai.app.kit.Theme;
import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.w3c.dom.Document;
import org.w3c.dom.Element;

final class FigureTest {
  private static final Progress UNWATCHED =
      new Progress() {
        @Override
        public void report(double done, String message) {}

        @Override
        public boolean isCancelled() {
          return false;
        }
      };

  @TempDir private Path folder;
  private final ChartGroup group = new ChartGroup(Curves.AXES);
  private final Plot plot = Curves.plot(group);

  private static Series named(String name, double... values) {
    var series = new Series("id", "", name, 0, Series.Look.LINE);
    Curves.extend(series, values.length, i -> values[i]);
    return series;
  }

  private List<String> csv() throws Exception {
    var file = folder.resolve("numbers.csv");
    Figure.Table.of(plot).write(file, UNWATCHED);
    return Files.readAllLines(file);
  }

  private Document svg() throws Exception {
    var text = Figure.svg(plot, Palette.of(Theme.LIGHT));
    return DocumentBuilderFactory.newInstance()
        .newDocumentBuilder()
        .parse(new ByteArrayInputStream(text.getBytes(StandardCharsets.UTF_8)));
  }

  private static List<Element> elements(Document document, String name) {
    var found = new ArrayList<Element>();
    var nodes = document.getElementsByTagName(name);
    for (var i = 0; i < nodes.getLength(); i++) {
      found.add((Element) nodes.item(i));
    }
    return found;
  }

  private List<String> texts() throws Exception {
    return elements(svg(), "text").stream().map(Element::getTextContent).toList();
  }

  @Test
  void ofBordersInOnePlaceTheLastOneIsNamed() throws Exception {
    var early = List.of(1.0, 0.5);
    plot.show(
        List.of(Curves.curve("a", 1, 2, 3, 4)),
        List.of(
            new Plot.Mark(early, "keep-layers", false),
            new Plot.Mark(early, "distil", false),
            new Plot.Mark(List.of(3.0, 1.5), "fine-tune", false)),
        List.of());

    assertThat(texts()).contains("distil", "fine-tune").doesNotContain("keep-layers");
  }

  @Test
  void aBordersNameWinsOverAResumeInItsPlace() throws Exception {
    var early = List.of(1.0, 0.5);
    plot.show(
        List.of(Curves.curve("a", 1, 2, 3, 4)),
        List.of(new Plot.Mark(early, "distil", false), new Plot.Mark(early, "resumed", true)),
        List.of());

    assertThat(texts()).contains("distil").doesNotContain("resumed");
  }

  @Test
  void csvHoldsEveryNumberOnEveryAxisWithAllDigits() throws Exception {
    Curves.show(plot, named("first", 0.1234567890123, Double.NaN), named("second", 5));

    assertThat(csv())
        .containsExactly(
            "series,run,step,seconds,loss",
            "first,id,1,0.5,0.1234567890123",
            "first,id,2,1,NaN",
            "second,id,1,0.5,5");
  }

  @Test
  void csvHoldsTheSmoothedNumbersWhereThereAreAny() throws Exception {
    var curve = named("a", 0, 1);
    curve.smooth(0.5);
    Curves.show(plot, curve);

    assertThat(csv()).first().isEqualTo("series,run,step,seconds,loss,loss_smoothed");
    assertThat(csv()).last().asString().startsWith("a,id,2,1,1,0.666666666");
  }

  @Test
  void csvTellsRunsOfOneNameApartByTheirIds() throws Exception {
    var first = new Series("2026-11-23-tiny-aaaa", "", "tiny", 0, Series.Look.LINE);
    var clone = new Series("2026-11-24-tiny-bbbb", "", "tiny", 1, Series.Look.LINE);
    Curves.extend(first, 1, i -> 3);
    Curves.extend(clone, 1, i -> 4);
    Curves.show(plot, first, clone);

    assertThat(csv())
        .containsExactly(
            "series,run,step,seconds,loss",
            "tiny,2026-11-23-tiny-aaaa,1,0.5,3",
            "tiny,2026-11-24-tiny-bbbb,1,0.5,4");
  }

  @Test
  void csvLeavesOutHiddenCurves() throws Exception {
    Curves.show(plot, named("a", 1));
    group.hidden().add("id");

    assertThat(csv()).hasSize(1);
  }

  @ParameterizedTest
  @ValueSource(strings = {"=1+1", "+1", "-1", "@SUM(A1)"})
  void aNameThatASpreadsheetWouldComputeIsDefused(String name) throws Exception {
    Curves.show(plot, named(name, 1));

    assertThat(csv().get(1)).isEqualTo("'" + name + ",id,1,0.5,1");
  }

  @Test
  void aNameWithACommaOrAQuoteIsQuoted() throws Exception {
    Curves.show(plot, named("a, \"b\"", 1));

    assertThat(csv().get(1)).isEqualTo("\"a, \"\"b\"\"\",id,1,0.5,1");
  }

  @Test
  void svgNamesWhatItShows() throws Exception {
    Curves.show(plot, named("first", 1, 2, 3), named("second", 3, 2, 1));

    assertThat(texts()).contains("Loss (nats)", "first", "second", "Step");
    assertThat(elements(svg(), "polyline")).hasSize(2);
  }

  @Test
  void ofTwoCurvesOfOneColourTheSecondIsDashed() throws Exception {
    var second = new Series("second", "", "second", Palette.SERIES, Series.Look.LINE);
    Curves.extend(second, 3, i -> i);
    Curves.show(plot, named("first", 1, 2, 3), second);

    var lines = elements(svg(), "polyline");

    assertThat(lines)
        .extracting(line -> line.getAttribute("stroke"))
        .hasSize(2)
        .allMatch(lines.getFirst().getAttribute("stroke")::equals);
    assertThat(lines)
        .extracting(line -> line.hasAttribute("stroke-dasharray"))
        .containsExactlyInAnyOrder(true, false);
  }

  @Test
  void svgIsValidWhateverSomebodyCalledARun() throws Exception {
    Curves.show(plot, named("<b>&\"'\u0001\ud800]]>", 1, 2));

    assertThat(texts()).contains("<b>&\"']]>");
  }

  @Test
  void svgBreaksALongLegendIntoLines() throws Exception {
    var many =
        IntStream.range(0, 12)
            .mapToObj(i -> named("a-very-long-name-of-a-run-that-says-everything-" + i, 1, 2))
            .toArray(Series[]::new);
    Curves.show(plot, many);

    var names =
        elements(svg(), "text").stream()
            .filter(text -> text.getTextContent().startsWith("a-very"))
            .toList();

    assertThat(names).hasSize(12);
    assertThat(names)
        .allSatisfy(
            text ->
                assertThat(
                        Double.parseDouble(text.getAttribute("x"))
                            + 6.8 * text.getTextContent().length())
                    .isLessThan(Figure.WIDTH));
  }

  @Test
  void svgOfAMillionPointsIsSmall() {
    Curves.show(plot, Curves.curve("a", 1_000_000, i -> Math.sin(i)));

    assertThat(Figure.svg(plot, Palette.of(Theme.DARK)).length()).isLessThan(200_000);
  }

  @Test
  void svgOfNothingIsAPictureWithATitle() throws Exception {
    assertThat(texts()).contains("Loss (nats)");
  }
}
