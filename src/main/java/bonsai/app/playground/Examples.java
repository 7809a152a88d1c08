package bonsai.app.playground;

import java.util.List;

/** Texts to try a model with; each asks something else of it. */
final class Examples {
  /**
   * A text.
   *
   * @param title what is hard about it, in a few words
   */
  record Example(String title, String text) {}

  static final List<Example> ALL =
      List.of(
          new Example(
              "People, places and organisations",
              "Anna Berger of Norvik Bank flew to Lisbon on Tuesday."),
          new Example(
              "A sports report",
              "Marco Silva scored twice as Porto United beat Leeds 3-1 in Braga."),
          new Example(
              "Nationalities and titles",
              "The Danish minister met German-born director Lena Vogt before the Nordic Film Prize."),
          new Example(
              "One name, several meanings",
              "Washington flew to Washington to speak at Washington University."),
          new Example(
              "Names inside names",
              "The University of California at Berkeley sued the Bank of New York Mellon."),
          new Example("All capitals", "BERLIN SHARES FALL AS HARLOW STEEL CUTS JOBS IN GENEVA"),
          new Example("No capitals", "maria lopez moved from madrid to work for siemens in munich"),
          new Example(
              "A paragraph",
              """
              Marco Silva scored twice as Porto United beat Leeds 3-1 in Braga. Shares of Harlow \
              Steel rose 4.5 percent in Zurich on Monday after a deal with the Bank of Norway. \
              "We expect to hire 300 people," said chief executive Ingrid Bakker. The Polish \
              government declined to comment. Omar Yamada of Sydney College won a prize for work \
              on the Danish economy.\
              """));

  private Examples() {}
}
