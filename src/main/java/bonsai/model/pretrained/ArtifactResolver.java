package bonsai.model.pretrained;

import bonsai.base.UserException;
import eu.maveniverse.maven.mima.context.Context;
import eu.maveniverse.maven.mima.context.ContextOverrides;
import eu.maveniverse.maven.mima.context.Runtimes;
import java.nio.file.Path;
import java.util.OptionalLong;
import org.eclipse.aether.artifact.DefaultArtifact;
import org.eclipse.aether.resolution.ArtifactRequest;
import org.eclipse.aether.resolution.ArtifactResolutionException;
import org.eclipse.aether.transfer.AbstractTransferListener;
import org.eclipse.aether.transfer.TransferEvent;

/** Turns Maven coordinates into a file on this machine. */
@FunctionalInterface
interface ArtifactResolver {
  /**
   * @param coordinates {@code group:artifact:version} of a jar
   * @throws UserException if it cannot be had
   */
  Path resolve(String coordinates, FetchProgress progress);

  /**
   * Resolves as the user's own Maven does: with the mirrors, proxies and credentials of their
   * settings, into their local repository; no repository is named here. Maven checks the checksums.
   */
  static ArtifactResolver ofUser() {
    return ArtifactResolver::resolveWithMima;
  }

  private static Path resolveWithMima(String coordinates, FetchProgress progress) {
    var overrides =
        ContextOverrides.create()
            .withUserSettings(true)
            .transferListener(
                new AbstractTransferListener() {
                  @Override
                  public void transferProgressed(TransferEvent event) {
                    var length = event.getResource().getContentLength();
                    progress.arrived(
                        event.getTransferredBytes(),
                        length < 0 ? OptionalLong.empty() : OptionalLong.of(length));
                  }
                })
            .build();
    try (Context maven = Runtimes.INSTANCE.getRuntime().create(overrides)) {
      var request =
          new ArtifactRequest(
              new DefaultArtifact(coordinates), maven.remoteRepositories(), "bonsai");
      return maven
          .repositorySystem()
          .resolveArtifact(maven.repositorySystemSession(), request)
          .getArtifact()
          .getFile()
          .toPath();
    } catch (ArtifactResolutionException e) {
      throw new UserException(
          "Maven cannot resolve "
              + coordinates
              + " ("
              + e.getMessage()
              + "): check the network and Maven's settings.",
          e);
    }
  }
}
