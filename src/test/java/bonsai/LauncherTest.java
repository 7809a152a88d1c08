package bonsai;

import static org.assertj.core.api.Assertions.assertThat;

import bonsai.run.ChildJvm;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/**
 * Runs the script {@code bonsai} from a copy of the project with two small files, on JDKs whose
 * {@code java} prints what it was given, and with a {@code mvn} that counts its calls.
 */
@DisabledOnOs(value = OS.WINDOWS, disabledReason = "bonsai.cmd is the launcher there")
final class LauncherTest {
  private static final String PRINT_CALL =
      """
      #!/bin/sh
      echo "java $0"
      for argument; do echo "argument $argument"; done
      env | sed 's/^/environment /'
      """;

  /** Makes the two files that the launcher wants from a build, in the folder it names. */
  private static final String BUILD =
      """
      #!/bin/sh
      echo "$JAVA_HOME" >>"$COUNTS/builds"
      for argument; do
        case $argument in
          -Dbonsai.target=*) target=${argument#*=} ;;
        esac
      done
      ${BUILD_TAKES:+sleep $BUILD_TAKES}
      echo jar >"$target/bonsai.jar"
      printf '%s' "$COUNTS/one.jar:$COUNTS/two.jar" >"$target/classpath.txt"
      """;

  private static final List<String> TOOLS =
      List.of(
          ("awk cat cksum cut dirname env find grep head ls mkdir mktemp mv readlink rm sed sh sleep"
                  + " sort tail touch tr")
              .split(" "));

  @TempDir private Path folder;
  private Path project;
  private Path jdks;
  private final Map<String, String> environment = new HashMap<>();

  @BeforeEach
  void makeProject() throws IOException {
    project = Files.createDirectories(folder.resolve("a place/bonsai project"));
    jdks = Files.createDirectories(folder.resolve("all jdks"));
    Files.copy(Path.of("bonsai"), project.resolve("bonsai"));
    executable(project.resolve("bonsai"));
    write(project.resolve("pom.xml"), "<project/>");
    write(project.resolve("src/main/java/A.java"), "class A {}");
    write(folder.resolve("one.jar"), "");
    write(folder.resolve("two.jar"), "");
    environment.put("PATH", tools().toString());
    environment.put("HOME", folder.resolve("home").toString());
    environment.put("COUNTS", folder.toString());
    environment.put("BONSAI_JDKS", jdks.toString());
    environment.put("BONSAI_MAVEN", script("maven/mvn", BUILD).toString());
  }

  // ---- the JDK

  @Test
  void theOldestJdkThatIsNewEnoughIsTaken() throws Exception {
    jdk("17.0.15");
    jdk("26-ea");
    var expected = jdk("25.0.3");

    assertThat(launch("doctor").javaHome()).isEqualTo(expected);
  }

  @Test
  void javaHomeComesBeforeTheUsualPlaces() throws Exception {
    jdk("25.0.3");
    var chosen = jdk("27", folder.resolve("elsewhere"));
    environment.put("JAVA_HOME", chosen.toString());

    assertThat(launch().javaHome()).isEqualTo(chosen);
  }

  @Test
  void javaHomeThatIsTooOldIsPassedOver() throws Exception {
    var expected = jdk("25.0.3");
    environment.put("JAVA_HOME", jdk("17.0.15", folder.resolve("elsewhere")).toString());

    assertThat(launch().javaHome()).isEqualTo(expected);
  }

  @Test
  void javaOnThePathIsFollowedToItsJdk() throws Exception {
    var home = jdk("25.0.3", folder.resolve("elsewhere"));
    var bin = Files.createDirectories(folder.resolve("links"));
    Files.createSymbolicLink(bin.resolve("java"), home.resolve("bin/java"));
    environment.put("PATH", bin + ":" + tools());

    assertThat(launch().javaHome().toRealPath()).isEqualTo(home.toRealPath());
  }

  @Test
  void bonsaiJavaMayNameTheFolderOrTheProgram() throws Exception {
    jdk("25.0.3");
    var chosen = jdk("26", folder.resolve("elsewhere"));
    environment.put("BONSAI_JAVA", chosen.toString());
    assertThat(launch().javaHome()).isEqualTo(chosen);

    environment.put("BONSAI_JAVA", chosen.resolve("bin/java").toString());
    assertThat(launch().javaHome()).isEqualTo(chosen);
  }

  @Test
  void bonsaiJavaThatIsTooOldIsRefused() throws Exception {
    jdk("25.0.3");
    environment.put("BONSAI_JAVA", jdk("21", folder.resolve("elsewhere")).toString());

    var launch = launch();

    assertThat(launch.exit()).isEqualTo(1);
    assertThat(launch.err())
        .containsExactly(
            "BONSAI_JAVA is '%s', which is not a JDK 25 or newer: correct it, or unset it so that Bonsai looks by itself."
                .formatted(folder.resolve("elsewhere/jdk-21")));
  }

  @Test
  void withoutAJdkOneSentenceTellsWhatWasSeen() throws Exception {
    jdk("17.0.15");
    jdk("1.8.0_402");

    var launch = launch();

    assertThat(launch.exit()).isEqualTo(1);
    assertThat(launch.out()).isEmpty();
    assertThat(launch.err())
        .singleElement()
        .asString()
        .matches("Bonsai needs a JDK 25 or newer and found only Java \\d+: install one .*");
    assertThat(builds()).isZero();
  }

  @Test
  void aRuntimeWithoutCompilerIsNoJdk() throws Exception {
    Files.delete(jdk("25.0.3").resolve("bin/javac"));

    assertThat(launch().exit()).isEqualTo(1);
  }

  // ---- the call

  @Test
  void argumentsArriveAsTheyWereGiven() throws Exception {
    jdk("25.0.3");

    var launch = launch("tag", "Two  words", "", "*", "--model=a b", "$HOME");

    assertThat(launch.programArguments())
        .containsExactly("tag", "Two  words", "", "*", "--model=a b", "$HOME");
  }

  @Test
  void theJvmGetsBonsaisFlagsAndThenTheUsers() throws Exception {
    jdk("25.0.3");
    environment.put("BONSAI_JAVA_OPTS", "-Xmx8g -Dx=y");

    assertThat(launch("doctor").jvmArguments())
        .containsSubsequence(
            "--enable-native-access=ALL-UNNAMED",
            "-Djava.awt.headless=true",
            "-XX:+UseSerialGC",
            "-Xmx2g",
            "-Xmx8g",
            "-Dx=y",
            "-cp",
            "bonsai.Bonsai");
  }

  @Test
  void onlyTheWindowHasTheArchiveOfItsClasses() throws Exception {
    jdk("25.0.3");

    for (var window :
        List.of(List.of(), List.of("--workspace", "a b"), List.of("--workspace=a b"))) {
      assertThat(launch(window.toArray(String[]::new)).jvmArguments())
          .as("%s", window)
          .anyMatch(flag -> flag.endsWith("/window.jsa"));
    }
    for (var command :
        List.of(
            List.of("doctor"),
            List.of("--workspace", "a b", "runs"),
            List.of("--workspace=a b", "runs"),
            List.of("--help"))) {
      assertThat(launch(command.toArray(String[]::new)).jvmArguments())
          .as("%s", command)
          .noneMatch(flag -> flag.contains("window.jsa"));
    }
  }

  @Test
  void theClassPathIsThisBuildsJarAndTheLibrariesMavenNamed() throws Exception {
    jdk("25.0.3");

    var jars = List.of(launch().classPath().split(":"));

    assertThat(jars).hasSize(3);
    assertThat(jars.getFirst())
        .startsWith(project.toRealPath() + "/target/launch/")
        .endsWith("/bonsai.jar");
    assertThat(Path.of(jars.getFirst())).isRegularFile();
    assertThat(jars.subList(1, 3)).containsExactly(folder + "/one.jar", folder + "/two.jar");
  }

  @Test
  void theAllocatorAndTheEngineAreSetUnlessTheUserDidSo() throws Exception {
    jdk("25.0.3");
    environment.put("RUST_FLAVOR", "cu128");
    environment.put("OPT_OUT_TRACKING", "");

    var launch = launch();

    assertThat(launch.environment())
        .containsAllEntriesOf(ChildJvm.MEMORY)
        .containsEntry("DJL_DISABLE_PROGRESS_BAR", "true")
        .containsEntry("RUST_FLAVOR", "cu128")
        .containsEntry("OPT_OUT_TRACKING", "");

    environment.put("GLIBC_TUNABLES", "glibc.malloc.arena_max=2");
    assertThat(launch().environment()).containsEntry("GLIBC_TUNABLES", "glibc.malloc.arena_max=2");
  }

  @Test
  void withoutUtf8InTheLocaleJavaGetsIt() throws Exception {
    jdk("25.0.3");
    assertThat(launch().environment()).containsEntry("LC_ALL", "C.UTF-8");

    environment.put("LC_ALL", "C");
    environment.put("LANG", "de_DE.UTF-8");
    assertThat(launch().environment()).containsEntry("LC_ALL", "C.UTF-8");

    environment.remove("LC_ALL");
    script("tools/locale", "#!/bin/sh\n[ $1 = charmap ] && echo ANSI_X3.4-1968\n");
    assertThat(launch().environment())
        .as("a locale that is not installed")
        .containsEntry("LC_ALL", "C.UTF-8");
  }

  @Test
  void aLocaleInUtf8StaysAsItIs() throws Exception {
    jdk("25.0.3");
    for (var language : List.of("de_DE.UTF-8", "sr_RS.utf8@latin")) {
      environment.put("LANG", language);
      assertThat(launch().environment()).doesNotContainKey("LC_ALL");
    }

    script("tools/locale", "#!/bin/sh\n[ $1 = charmap ] && echo UTF-8\n");
    environment.put("LANG", "de_DE");
    assertThat(launch().environment()).doesNotContainKey("LC_ALL");
  }

  @Test
  void whatWouldRunIsPrintedForTheImage() throws Exception {
    var home = jdk("25.0.3");
    environment.put("BONSAI_PREPARE", "yes");

    var printed = launch().out();

    assertThat(printed.getFirst()).isEqualTo("JDK=" + home);
    assertThat(printed.get(1))
        .startsWith("CLASS_PATH=" + project.toRealPath().resolve("target/launch"))
        .endsWith("/bonsai.jar:" + folder.resolve("one.jar") + ":" + folder.resolve("two.jar"));
    assertThat(printed.get(2)).startsWith("FLAGS=--enable-native-access=ALL-UNNAMED ");
    assertThat(printed.get(3)).isEqualTo("COMMIT=");
  }

  @Test
  void theProgramIsToldTheCommitThatWasBuilt() throws Exception {
    jdk("25.0.3");
    script(
        "tools/git",
        """
        #!/bin/sh
        [ "$1 $2" = "-C $ROOT" ] || exit 1
        case $3 in
          rev-parse) echo 1234abcd ;;
          status) echo "$CHANGES" ;;
        esac
        """);
    environment.put("ROOT", project.toRealPath().toString());
    assertThat(launch().jvmArguments()).contains("-Dbonsai.commit=1234abcd");

    environment.put("CHANGES", " M pom.xml");
    assertThat(launch().jvmArguments()).contains("-Dbonsai.commit=1234abcd");
    write(project.resolve("pom.xml"), "<other/>");
    assertThat(launch().jvmArguments()).contains("-Dbonsai.commit=1234abcd with changes");
  }

  @Test
  void itWorksThroughASymbolicLinkFromAnyFolder() throws Exception {
    jdk("25.0.3");
    var bin = Files.createDirectories(folder.resolve("bin of mine"));
    Files.createSymbolicLink(bin.resolve("first"), project.resolve("bonsai"));
    Files.createSymbolicLink(bin.resolve("bonsai"), Path.of("first"));

    var launch = launch(folder, List.of(bin.resolve("bonsai").toString(), "runs"));

    assertThat(launch.programArguments()).containsExactly("runs");
    assertThat(launch.classPath()).startsWith(project.toRealPath().toString());
  }

  @Test
  void theProgramsExitCodeIsTheLaunchers() throws Exception {
    script(jdk("25.0.3").resolve("bin/java"), "#!/bin/sh\nexit 2\n");

    assertThat(launch().exit()).isEqualTo(2);
  }

  // ---- the build

  @Test
  void theFirstUseBuildsAndTheSecondDoesNot() throws Exception {
    jdk("25.0.3");

    assertThat(launch().err()).singleElement().asString().startsWith("Building Bonsai for its");
    assertThat(launch().err()).isEmpty();
    assertThat(builds()).isEqualTo(1);
  }

  @Test
  void mavenRunsOnTheJdkThatWasFound() throws Exception {
    var home = jdk("25.0.3");

    launch();

    assertThat(Files.readAllLines(folder.resolve("builds"))).containsExactly(home.toString());
  }

  @Test
  void aChangedSourceIsBuiltAgainIntoAnotherFolder() throws Exception {
    jdk("25.0.3");
    var before = launch().classPath();
    write(project.resolve("src/main/java/A.java"), "class B {}");

    var launch = launch();

    assertThat(launch.err()).singleElement().asString().startsWith("Building Bonsai again");
    assertThat(launch.classPath()).isNotEqualTo(before);
    assertThat(Path.of(before.split(":")[0])).as("a running worker has it open").exists();
    assertThat(builds()).isEqualTo(2);
  }

  @Test
  void aNewADeletedAndARenamedFileAreChanges() throws Exception {
    jdk("25.0.3");
    launch();
    write(project.resolve("src/main/resources/b.txt"), "b");
    launch();
    assertThat(builds()).isEqualTo(2);
    Files.move(
        project.resolve("src/main/resources/b.txt"), project.resolve("src/main/resources/c.txt"));
    launch();
    assertThat(builds()).isEqualTo(3);
    Files.delete(project.resolve("src/main/java/A.java"));
    launch();
    assertThat(builds()).isEqualTo(4);
  }

  @Test
  void sourcesAsTheyOnceWereNeedNoBuild() throws Exception {
    jdk("25.0.3");
    launch();
    write(project.resolve("pom.xml"), "<other/>");
    launch();
    write(project.resolve("pom.xml"), "<project/>");
    launch();

    assertThat(builds()).isEqualTo(2);
  }

  @Test
  void testsAndEditorsFilesAreNoSources() throws Exception {
    jdk("25.0.3");
    launch();
    write(project.resolve("src/test/java/ATest.java"), "class ATest {}");
    write(project.resolve("src/main/java/.A.java.swp"), "");
    write(project.resolve("README.md"), "");
    launch();

    assertThat(builds()).isEqualTo(1);
  }

  @Test
  void libraryThatVanishedIsFetchedAgain() throws Exception {
    jdk("25.0.3");
    launch();
    Files.delete(folder.resolve("two.jar"));
    script(
        "maven/mvn",
        BUILD + "touch \"$COUNTS/two.jar\"\n"); // the local repository is filled by the build

    assertThat(launch().exit()).isZero();
    assertThat(builds()).isEqualTo(2);
  }

  @Test
  void onlyOneOfManyBuilds() throws Exception {
    jdk("25.0.3");
    environment.put("BUILD_TAKES", "1");

    var started = Stream.generate(this::start).limit(4).toList();

    for (var process : started) {
      assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
      assertThat(process.exitValue()).isZero();
    }
    assertThat(builds()).isEqualTo(1);
    assertThat(project.resolve("target/launch/lock")).doesNotExist();
  }

  @Test
  void theLockOfAProcessThatIsGoneIsTakenOver() throws Exception {
    jdk("25.0.3");
    var gone = new ProcessBuilder("true").start();
    gone.waitFor();
    write(project.resolve("target/launch/lock/pid"), gone.pid() + "\n");

    assertThat(launch().exit()).isZero();
  }

  @Test
  void theLockOfAProcessWhoseNumberAnotherHasIsTakenOver() throws Exception {
    jdk("25.0.3");
    write(
        project.resolve("target/launch/lock/pid"),
        ProcessHandle.current().pid() + " another-boot-1\n");

    assertThat(launch().exit()).isZero();
  }

  @Test
  void aLockThatCannotBeTakenEndsWithOneSentence() throws Exception {
    jdk("25.0.3");
    script("tools/mkdir", "#!/bin/sh\ncase $1 in */lock) exit 1 ;; esac\nexec /bin/mkdir \"$@\"\n");
    script("tools/sleep", "#!/bin/sh\necho >>\"$COUNTS/naps\"\n");

    var launch = launch();

    assertThat(launch.exit()).isEqualTo(1);
    assertThat(launch.err())
        .singleElement()
        .asString()
        .startsWith("Bonsai cannot be built, because ")
        .contains("/target/launch/lock cannot be made anew: delete it");
    assertThat(Files.readAllLines(folder.resolve("naps"))).hasSizeGreaterThan(10);
  }

  @Test
  void aBuildThatIsStoppedLeavesNothingAndTheNextOneWorks() throws Exception {
    jdk("25.0.3");
    environment.put("BUILD_TAKES", "30");
    var process = start();
    while (builds() == 0) {
      Thread.sleep(20);
    }
    process.destroy();
    assertThat(process.waitFor(20, TimeUnit.SECONDS)).isTrue();
    try (var left = Files.list(project.resolve("target/launch"))) {
      assertThat(left.map(file -> file.getFileName().toString())).containsOnly("build.log");
    }

    environment.remove("BUILD_TAKES");
    assertThat(launch().exit()).isZero();
  }

  @Test
  void aFailedBuildShowsMavensErrorsAndItsLog() throws Exception {
    jdk("25.0.3");
    script(
        "maven/mvn",
        """
        #!/bin/sh
        echo "[INFO] Scanning"
        echo "[ERROR] A.java:[3,5] cannot find symbol"
        echo "[ERROR] "
        echo "[ERROR] To see the full stack trace of the errors, re-run Maven with the -e switch."
        exit 1
        """);

    var launch = launch();

    assertThat(launch.exit()).isEqualTo(1);
    assertThat(launch.err())
        .element(1)
        .asString()
        .matches("Bonsai could not be built\\. Maven's log is .*/target/launch/build\\.log; .*");
    assertThat(launch.err().subList(2, launch.err().size()))
        .containsExactly("[ERROR] A.java:[3,5] cannot find symbol");
  }

  @Test
  void aMissingNetworkIsCalledThat() throws Exception {
    jdk("25.0.3");
    script(
        "maven/mvn",
        """
        #!/bin/sh
        echo "[ERROR] Could not transfer artifact a:b:jar:1 from/to central: repo.example: Name or service not known"
        exit 1
        """);

    assertThat(launch().err())
        .element(1)
        .asString()
        .startsWith("Bonsai could not be built because Maven could not fetch its libraries")
        .contains("network");
  }

  @Test
  void withoutMavenOneSentenceTellsWhatToDo() throws Exception {
    jdk("25.0.3");
    environment.remove("BONSAI_MAVEN");

    var launch = launch();

    assertThat(launch.exit()).isEqualTo(1);
    assertThat(launch.err()).singleElement().asString().contains("found no Maven: install Maven");
  }

  // ---- helpers

  private record Launch(int exit, List<String> out, List<String> err) {
    Path javaHome() {
      return Path.of(of("java ").getFirst()).getParent().getParent();
    }

    List<String> arguments() {
      return of("argument ");
    }

    List<String> jvmArguments() {
      return arguments().subList(0, arguments().indexOf("bonsai.Bonsai") + 1);
    }

    List<String> programArguments() {
      return arguments().subList(arguments().indexOf("bonsai.Bonsai") + 1, arguments().size());
    }

    String classPath() {
      return arguments().get(arguments().indexOf("-cp") + 1);
    }

    Map<String, String> environment() {
      var values = new HashMap<String, String>();
      of("environment ")
          .forEach(
              line -> {
                var equals = line.indexOf('=');
                if (equals > 0) {
                  values.put(line.substring(0, equals), line.substring(equals + 1));
                }
              });
      return values;
    }

    private List<String> of(String prefix) {
      assertThat(exit).as("%s %s", out, err).isZero();
      return out.stream()
          .filter(line -> line.startsWith(prefix))
          .map(line -> line.substring(prefix.length()))
          .toList();
    }
  }

  private Launch launch(String... arguments) throws IOException, InterruptedException {
    var command = new ArrayList<>(List.of(project.resolve("bonsai").toString()));
    command.addAll(List.of(arguments));
    return launch(project, command);
  }

  private Launch launch(Path where, List<String> command) throws IOException, InterruptedException {
    var process = start(where, command);
    assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
    return new Launch(
        process.exitValue(),
        Files.readAllLines(folder.resolve("out")),
        Files.readAllLines(folder.resolve("err")));
  }

  private Process start() {
    try {
      return start(project, List.of("./bonsai"));
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }

  private Process start(Path where, List<String> command) throws IOException {
    var builder = new ProcessBuilder(command).directory(where.toFile());
    builder.environment().clear();
    builder.environment().putAll(environment);
    builder.redirectOutput(folder.resolve("out").toFile());
    builder.redirectError(folder.resolve("err").toFile());
    return builder.start();
  }

  private int builds() throws IOException {
    var counts = folder.resolve("builds");
    return Files.exists(counts) ? Files.readAllLines(counts).size() : 0;
  }

  private Path jdk(String version) throws IOException {
    return jdk(version, jdks);
  }

  private static Path jdk(String version, Path where) throws IOException {
    var home = where.resolve("jdk-" + version);
    write(
        home.resolve("release"),
        "IMPLEMENTOR=\"Somebody\"\nJAVA_VERSION=\"" + version + "\"\nOS_ARCH=\"x86_64\"\n");
    script(home.resolve("bin/java"), PRINT_CALL);
    script(home.resolve("bin/javac"), "#!/bin/sh\n");
    return home;
  }

  private Path script(String name, String text) throws IOException {
    return script(folder.resolve(name), text);
  }

  private static Path script(Path file, String text) throws IOException {
    write(file, text);
    executable(file);
    return file;
  }

  private static void executable(Path file) throws IOException {
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwxr-xr-x"));
  }

  private static void write(Path file, String text) throws IOException {
    Files.createDirectories(file.getParent());
    Files.writeString(file, text);
  }

  /** The system's programs that the launcher may use; neither java nor mvn is among them. */
  private Path tools() throws IOException {
    var bin = Files.createDirectories(folder.resolve("tools"));
    for (var name : TOOLS) {
      var tool =
          Stream.of("/usr/bin", "/bin")
              .map(place -> Path.of(place, name))
              .filter(Files::exists)
              .findFirst()
              .orElseThrow();
      if (!Files.exists(bin.resolve(name))) {
        script(bin.resolve(name), "#!/bin/sh\nexec " + tool + " \"$@\"\n");
      }
    }
    return bin;
  }
}
