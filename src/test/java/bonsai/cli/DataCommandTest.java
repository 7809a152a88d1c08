package bonsai.cli;

import static bonsai.base.LoopbackServer.reply;
import static org.assertj.core.api.Assertions.assertThat;

import bonsai.base.Json;
import bonsai.base.LoopbackServer;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code bonsai data stats} and {@code bonsai data fetch}, as typed. */
class DataCommandTest {
  @TempDir Path folder;

  @Test
  void statsCountsEverySplit() throws IOException {
    writeCorpus();

    var outcome = Outcome.of("data", "stats", folder.toString(), "--json");

    assertThat(outcome.exitCode()).as(outcome.err()).isZero();
    var stats = Json.LINE.readTree(outcome.out());
    assertThat(stats.get("scheme").asString()).isEqualTo("IOB2");
    assertThat(stats.get("splits").propertyNames()).containsExactly("train", "test");
    assertThat(stats.get("splits").get("train"))
        .isEqualTo(
            Json.LINE.readTree(
                """
                {"documents": 2, "sentences": 3, "words": 6, "distinctWords": 5,
                 "tags": {"O": 2, "B-PER": 2, "I-PER": 1, "B-LOC": 1, "I-LOC": 0},
                 "entities": {"PER": 2, "LOC": 1}, "lengths": {"1": 1, "2": 1, "3": 1}}
                """));
    assertThat(stats.get("problems"))
        .isEqualTo(
            Json.LINE.readTree(
                """
                [{"file": "test.txt", "line": 2, "count": 2,
                  "message": "I-LOC follows no B-LOC: it was kept, and begins an entity."},
                 {"file": "test.txt", "line": 2, "count": 1,
                  "message": "I-LOC occurs in test but not in train: no model can learn it from there."}]
                """));
  }

  @Test
  void statsShowsATable() throws IOException {
    writeCorpus();

    var outcome = Outcome.of("data", "stats", folder.toString());

    assertThat(outcome.out())
        .isEqualToNormalizingNewlines(
            """
            NAME, tags in IOB2

                                       train        test
            documents                      2           1
            sentences                      3           1
            words                          6           4
            distinct words                 5           2

            entities                       3           3
              PER                          2           1
              LOC                          1           2

            tags
              O                            2           1
              B-PER                        2           1
              I-PER                        1           0
              B-LOC                        1           0
              I-LOC                        0           2

            sentences by words
              1 to 10                      3           1
              11 to 20                     0           0
              21 to 30                     0           0
              31 to 40                     0           0
              41 to 50                     0           0
              51 to 60                     0           0
              more                         0           0
              mean                      2.00        4.00
              median                       2           4
              longest                      3           4

            problems
              test.txt, line 2, the first of 2: I-LOC follows no B-LOC: it was kept, and begins an entity.
              test.txt, line 2: I-LOC occurs in test but not in train: no model can learn it from there.
            """
                .replace("NAME", folder.getFileName().toString()));
  }

  @Test
  void statsReadsOneFileAndTheSample() throws IOException {
    writeCorpus();

    var file = Outcome.of("data", "stats", folder.resolve("test.txt").toString());
    var sample = Outcome.of("data", "stats", "sample");

    assertThat(file.lines().get(2)).isEqualTo("%32s".formatted("train"));
    assertThat(sample.lines()).contains("sentences                  2,000         400         400");
  }

  @Test
  void convertWritesEverySchemeAndRepairsOnRequest() throws IOException {
    writeCorpus();

    assertThat(convert("bioes").resolve("train.txt"))
        .hasContent(
            "Peter\tS-PER\nis\tO\nhere\tO\n\nBonn\tS-LOC\n\nPeter\tB-PER\nFischler\tE-PER\n\n");
    assertThat(convert("iob1").resolve("train.txt"))
        .hasContent(
            "Peter\tI-PER\nis\tO\nhere\tO\n\nBonn\tI-LOC\n\nPeter\tI-PER\nFischler\tI-PER\n\n");
    assertThat(convert("iob2").resolve("test.txt"))
        .hasContent("a\tB-PER\nb\tI-LOC\na\tO\nb\tI-LOC\n\n");
    assertThat(convert("iob2", "--repair").resolve("test.txt"))
        .hasContent("a\tB-PER\nb\tB-LOC\na\tO\nb\tB-LOC\n\n");
  }

  @Test
  void convertNamesItsFilesInOneObjectOnRequest() throws IOException {
    writeCorpus();
    var target = folder.resolve("new");

    var outcome = Outcome.of("data", "convert", folder.toString(), target.toString(), "--json");

    var object = Json.LINE.readTree(outcome.out());
    assertThat(object.get("folder").asString()).isEqualTo(target.toString());
    assertThat(object.get("files").get("test").asString())
        .isEqualTo(target.resolve("test.txt").toString());
  }

  @Test
  void convertLeavesNothingBehindWhereATagCannotBeWritten() throws IOException {
    var corpus = Files.createDirectories(folder.resolve("corpus"));
    Files.writeString(
        corpus.resolve("train.jsonl"), "{\"tokens\": [\"Bonn\"], \"ner_tags\": [\"B-LOC\"]}");
    Files.writeString(
        corpus.resolve("test.jsonl"),
        "{\"tokens\": [\"Bonn\"], \"ner_tags\": [\"B-Human Settlement\"]}");
    var target = folder.resolve("new");

    var outcome = Outcome.of("data", "convert", corpus.toString(), target.toString());

    assertThat(outcome.exitCode()).isEqualTo(1);
    assertThat(outcome.err().strip())
        .isEqualTo("The tag 'B-Human Settlement' of sentence 0 cannot stand in a column file.");
    assertThat(target).doesNotExist();
  }

  @Test
  void aFetchedCorpusIsLookedUpInTheWorkspace() {
    var workspace = "--workspace=" + folder;
    var target = folder.resolve("new").toString();

    assertThat(
            List.of(
                Outcome.of("data", "stats", "conll2003", workspace),
                Outcome.of("data", "convert", "conll2003", target, workspace)))
        .extracting(outcome -> outcome.err().strip())
        .containsOnly(
            "The corpus conll2003 is not in the workspace: `bonsai data fetch conll2003` brings it.");
  }

  @Test
  void convertLeavesOtherFilesAlone() throws IOException {
    writeCorpus();

    var outcome = Outcome.of("data", "convert", "sample", folder.toString());

    assertThat(outcome.exitCode()).isEqualTo(1);
    assertThat(outcome.err().strip())
        .isEqualTo("The folder " + folder + " is not empty: name a new one.");
  }

  private Path convert(String scheme, String... more) {
    var target = folder.resolve(scheme + more.length);
    var args = new ArrayList<>(List.of("data", "convert", folder.toString(), target.toString()));
    args.addAll(List.of("--scheme", scheme));
    args.addAll(List.of(more));
    var outcome = Outcome.of(args.toArray(String[]::new));
    assertThat(outcome.exitCode()).as(outcome.err()).isZero();
    assertThat(outcome.lines())
        .containsExactly(
            target.resolve("train.txt").toString(), target.resolve("test.txt").toString());
    return target;
  }

  @Test
  void statsOfNothingFailsWithASentence() {
    var outcome = Outcome.of("data", "stats", folder.resolve("nowhere").toString());

    assertThat(outcome.exitCode()).isEqualTo(1);
    assertThat(outcome.out()).isEmpty();
    assertThat(outcome.err().strip())
        .isEqualTo(
            "There is not a corpus '"
                + folder.resolve("nowhere")
                + "': name a folder, a file, 'sample', or one that `bonsai data fetch` knows.");
  }

  @Test
  void dataAloneIsWrongUsage() {
    assertThat(Outcome.of("data").exitCode()).isEqualTo(2);
  }

  @Test
  void fetchTellsTheTermsBeforeItFails() {
    try (var server =
        new LoopbackServer(
            (request, out) -> reply(out, 200, "no zip".getBytes(StandardCharsets.UTF_8)))) {
      var address = server.address("/conll2003.zip").toString();

      var outcome =
          Outcome.of(
              "data", "fetch", "conll2003", "--from", address, "--workspace", folder.toString());

      assertThat(outcome.exitCode()).isEqualTo(1);
      assertThat(outcome.out()).isEmpty();
      assertThat(outcome.err().lines())
          .containsExactly(
              "CoNLL-2003 is text of the Reuters Corpus, free for research but not to be passed on:"
                  + " by fetching it you accept its terms"
                  + " (https://trec.nist.gov/data/reuters/reuters.html).",
              "Fetching " + address + " …",
              "  0.0 of 0.0 MB",
              "The archive conll2003.zip is not a whole ZIP archive (zip END header not found).");
      assertThat(folder.resolve("data")).isEmptyDirectory();
    }
  }

  @Test
  void fetchOfAnUnknownCorpusFails() {
    var outcome = Outcome.of("data", "fetch", "muc6", "--workspace", folder.toString());

    assertThat(outcome.exitCode()).isEqualTo(1);
    assertThat(outcome.err().strip())
        .isEqualTo("'muc6' is not a corpus that can be fetched: use one of [conll2003].");
  }

  private void writeCorpus() throws IOException {
    Files.writeString(
        folder.resolve("train.txt"),
        "-DOCSTART- O\n\nPeter B-PER\nis O\nhere O\n\nBonn B-LOC\n\n"
            + "-DOCSTART- O\n\nPeter B-PER\nFischler I-PER\n");
    Files.writeString(folder.resolve("test.txt"), "a B-PER\nb I-LOC\na O\nb I-LOC\n");
  }
}
