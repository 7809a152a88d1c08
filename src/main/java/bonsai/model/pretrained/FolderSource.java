package bonsai.model.pretrained;

import bonsai.base.IoReason;
import bonsai.base.UserException;
import bonsai.base.Workspace;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.stream.Collectors;

/**
 * A model folder on this machine: one the user names, or one that is already in the cache of
 * Hugging Face's own libraries.
 *
 * @param candidates folders to look at, the best first
 */
record FolderSource(List<Path> candidates) implements PretrainedSource {
  FolderSource {
    candidates = List.copyOf(candidates);
  }

  /**
   * The folders that may hold a model: the one named, or else {@code ./NAME} and the snapshots in
   * the hub's cache ({@code HF_HUB_CACHE}, {@code HF_HOME/hub}, {@code ~/.cache/huggingface/hub}),
   * the newest first.
   */
  static FolderSource of(
      Optional<Path> named, List<String> repositories, Map<String, String> environment) {
    if (named.isPresent()) {
      return new FolderSource(List.of(named.get()));
    }
    var candidates = new ArrayList<Path>();
    for (var repository : repositories) {
      candidates.add(Path.of(repository));
      var snapshots =
          hubCache(environment)
              .resolve("models--" + repository.replace("/", "--"))
              .resolve("snapshots");
      candidates.addAll(newestFirst(snapshots));
    }
    return new FolderSource(candidates);
  }

  private static Path hubCache(Map<String, String> environment) {
    return named("HF_HUB_CACHE", environment)
        .orElseGet(
            () ->
                named("HF_HOME", environment)
                    .orElseGet(
                        () -> Workspace.home(environment).resolve(".cache").resolve("huggingface"))
                    .resolve("hub"));
  }

  private static Optional<Path> named(String variable, Map<String, String> environment) {
    return Optional.ofNullable(environment.get(variable))
        .filter(value -> !value.isEmpty())
        .map(Path::of);
  }

  private static List<Path> newestFirst(Path snapshots) {
    if (!Files.isDirectory(snapshots)) {
      return List.of();
    }
    try (var folders = Files.list(snapshots)) {
      return folders
          .sorted(
              Comparator.comparingLong((Path folder) -> folder.toFile().lastModified()).reversed())
          .toList();
    } catch (IOException e) {
      return List.of();
    }
  }

  @Override
  public Delivery deliver(Path cache, FetchProgress progress) {
    var folder =
        candidates.stream()
            .filter(candidate -> Files.exists(candidate.resolve("config.json")))
            .filter(candidate -> Files.exists(candidate.resolve("model.safetensors")))
            .findFirst()
            .orElseThrow(() -> new UserException(notFound()))
            .toAbsolutePath()
            .normalize();
    progress.says("Copying " + folder);
    try (var staging = StagingFolder.in(cache)) {
      for (var name : FILES) {
        var file = folder.resolve(name);
        if (Files.exists(file)) {
          // a snapshot holds links into the cache: what they point at is copied
          Files.copy(file, staging.path().resolve(name));
          progress.arrived(Files.size(file), OptionalLong.of(Files.size(file)));
        }
      }
      return new Delivery(staging.keep(), folder.toString(), "");
    } catch (IOException e) {
      throw new UserException(folder + " cannot be copied: " + IoReason.of(e) + ".", e);
    }
  }

  private String notFound() {
    var places = candidates.stream().map(Path::toString).collect(Collectors.joining(", "));
    return "There is no model (config.json and model.safetensors) in "
        + places
        + ": name its folder with --path.";
  }
}
