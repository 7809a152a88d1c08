package bonsai;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.Architectures.layeredArchitecture;
import static org.assertj.core.api.Assertions.assertThat;

import bonsai.torch.Torch;
import bonsai.torch.TorchTest;
import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.core.importer.Location;
import java.util.List;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;

/**
 * Holds the layers of docs/architecture.md: a package uses only those before it in the list.
 *
 * <p>The first of all tests, since it takes turns with none: the thread that hands out the classes
 * begins with this one, and where it had to wait for its turn, it would keep that turn until no
 * other class is left.
 */
@Order(0)
final class LayersTest {
  private static final List<String> BOTTOM_UP =
      List.of(
          "base",
          "ner",
          "torch",
          "model",
          "compress",
          "train",
          "technique",
          "run",
          "tag",
          "cli",
          "app");

  /** Read once: it takes longer than the rules. */
  private static final JavaClasses ALL = new ClassFileImporter().importPackages("bonsai");

  private static final JavaClasses CLASSES = ALL.that(are(new ImportOption.DoNotIncludeTests()));
  private static final JavaClasses TESTS = ALL.that(are(new ImportOption.OnlyIncludeTests()));

  private static DescribedPredicate<JavaClass> are(ImportOption option) {
    return DescribedPredicate.describe(
        option.getClass().getSimpleName(),
        each -> option.includes(Location.of(each.getSource().orElseThrow().getUri())));
  }

  @Test
  void packagesUseOnlyThoseBelowThem() {
    var layers = layeredArchitecture().consideringOnlyDependenciesInLayers();
    for (var name : BOTTOM_UP) {
      layers = layers.layer(name).definedBy("bonsai." + name + "..");
    }
    layers = layers.layer("main").definedBy("bonsai").ensureAllClassesAreContainedInArchitecture();
    for (var i = 0; i < BOTTOM_UP.size(); i++) {
      var users = new java.util.ArrayList<>(BOTTOM_UP.subList(i + 1, BOTTOM_UP.size()));
      users.add("main");
      layers =
          layers
              .whereLayer(BOTTOM_UP.get(i))
              .mayOnlyBeAccessedByLayers(users.toArray(String[]::new));
    }
    layers.check(CLASSES);
  }

  @Test
  void onlyTorchTouchesTensorsOfTheEngine() {
    noClasses()
        .that()
        .resideOutsideOfPackage("bonsai.torch..")
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage(
            "ai.djl", "ai.djl.ndarray..", "ai.djl.engine..", "ai.djl.pytorch..", "ai.djl.util..")
        .check(CLASSES);
  }

  @Test
  void onlyTheWindowTouchesJavaFx() {
    noClasses()
        .that()
        .resideOutsideOfPackage("bonsai.app..")
        .should()
        .dependOnClassesThat()
        .resideInAPackage("javafx..")
        .check(CLASSES);
  }

  @Test
  void theTaggersClientRunsWithoutTensors() {
    noClasses()
        .that()
        .haveNameMatching("bonsai\\.tag\\.(TaggerClient|LatestWins|TagRe|Tagged|ModelInfo).*")
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage("bonsai.torch..", "bonsai.model..", "bonsai.train..")
        .check(CLASSES);
  }

  @Test
  void theWindowNeverTouchesTensors() {
    noClasses()
        .that()
        .resideInAPackage("bonsai.app..")
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage("ai.djl..", "bonsai.torch..")
        .check(CLASSES);
  }

  /** Colours and keys are values; all else of a scene is what a view builds. */
  private static final String[] NODES = {
    "javafx.scene",
    "javafx.scene.canvas..",
    "javafx.scene.control..",
    "javafx.scene.image..",
    "javafx.scene.layout..",
    "javafx.scene.shape..",
    "javafx.scene.text..",
    "javafx.stage..",
    "atlantafx.base.controls.."
  };

  /** Neither a model itself nor any class that it is built on, near or far. */
  @Test
  void modelsKnowNoNodes() {
    noClasses()
        .that()
        .resideInAPackage("bonsai.app..")
        .and()
        .haveNameMatching(
            ".*(Model|Draft|Plot|RunHistory|RunStory|Forecast|SplitIndex|TaggerSession|WindowPlace)")
        .should()
        .transitivelyDependOnClassesThat()
        .resideInAnyPackage(NODES)
        .check(CLASSES);
  }

  @Test
  void testsThatComputeInThisProcessTakeTurns() {
    var computing =
        TESTS.stream()
            .filter(each -> each.getSimpleName().endsWith("Test"))
            .filter(
                each ->
                    each.getMethodCallsFromSelf().stream()
                        .anyMatch(
                            call ->
                                call.getTargetOwner().isEquivalentTo(Torch.class)
                                    && call.getName().equals("load")))
            .toList();

    assertThat(computing).isNotEmpty();
    assertThat(computing).allMatch(each -> each.isAnnotatedWith(TorchTest.class));
  }

  /**
   * Such a view hears of changes through a weak listener: one that is made at each call is
   * collected with all that listens to it, and nothing more is heard.
   */
  @Test
  void viewsOfObservableListsAreKeptInFields() {
    var makers =
        CLASSES.stream()
            .flatMap(each -> each.getMethodCallsFromSelf().stream())
            .filter(call -> call.getTarget().getName().equals("unmodifiableObservableList"))
            .toList();

    assertThat(makers).isNotEmpty();
    assertThat(makers).allMatch(call -> call.getOrigin().isConstructor());
  }
}
