package bonsai;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.lang.module.ModuleDescriptor;
import java.lang.module.ModuleDescriptor.Requires.Modifier;
import java.lang.module.ModuleFinder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.spi.ToolProvider;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The application image's Java runtime has the modules that Bonsai and its libraries need. */
final class ImageModulesTest {
  private static final Path TARGET = classes().getParent();

  @Test
  void theImageHasAllModulesThatTheClassPathNeeds() throws IOException {
    var needed = new TreeSet<String>();
    var withoutDescriptor = new ArrayList<Path>(List.of(classes()));
    for (var jar : libraries()) {
      var descriptor = descriptor(jar);
      if (descriptor.isAutomatic()) {
        withoutDescriptor.add(jar);
      } else {
        descriptor.requires().stream()
            .filter(required -> !required.modifiers().contains(Modifier.STATIC))
            .map(ModuleDescriptor.Requires::name)
            .filter(name -> name.startsWith("java.") || name.startsWith("jdk."))
            .forEach(needed::add);
      }
    }
    needed.addAll(found(withoutDescriptor));

    assertThat(needed).contains("java.desktop", "java.net.http");
    assertThat(inTheImage()).containsAll(needed);
  }

  /** What {@code packaging/image} puts into the runtime. */
  private static Set<String> inTheImage() throws IOException {
    return Files.readAllLines(Path.of("packaging/image")).stream()
        .filter(line -> line.startsWith("modules="))
        .flatMap(line -> Stream.of(line.substring(line.indexOf('=') + 1).split(",")))
        .collect(Collectors.toSet());
  }

  /** The modules of the JDK whose classes these use. */
  private static List<String> found(List<Path> places) {
    var arguments =
        new ArrayList<>(
            List.of(
                "--ignore-missing-deps",
                "--multi-release",
                "25",
                "--no-recursive",
                "--print-module-deps"));
    places.forEach(place -> arguments.add(place.toString()));
    var printed = new StringWriter();
    var out = new PrintWriter(printed);
    var status =
        ToolProvider.findFirst("jdeps")
            .orElseThrow()
            .run(out, out, arguments.toArray(new String[0]));
    assertThat(status).as(printed.toString()).isZero();
    return List.of(printed.toString().strip().split(","));
  }

  private static ModuleDescriptor descriptor(Path jar) {
    return ModuleFinder.of(jar).findAll().iterator().next().descriptor();
  }

  /** The libraries of the program itself, without those of its tests and without mere natives. */
  private static List<Path> libraries() throws IOException {
    return Stream.of(Files.readString(TARGET.resolve("classpath.txt")).strip().split(":"))
        .filter(jar -> !jar.contains("pytorch-native"))
        .map(Path::of)
        .toList();
  }

  private static Path classes() {
    try {
      return Path.of(Bonsai.class.getProtectionDomain().getCodeSource().getLocation().toURI());
    } catch (java.net.URISyntaxException e) {
      throw new IllegalStateException(e);
    }
  }
}
