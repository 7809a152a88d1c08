package bonsai.app.playground;

import bonsai.base.Workspace;
import bonsai.tag.TagPrecision;
import bonsai.tag.TagReply.Tagged;
import bonsai.tag.TaggerClient;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/** Starts a tagger process for a model folder. */
@FunctionalInterface
interface TaggerStarter {
  /** A tagger process that is running or on its way, as {@link TaggerClient} has it. */
  interface Connection extends AutoCloseable {
    CompletableFuture<Tagged> tagWords(List<List<String>> sentences);

    List<String> log();

    @Override
    void close();
  }

  /**
   * Starts a process; returns before it is ready.
   *
   * @param precision to compute in
   */
  Connection start(Path model, TagPrecision precision, TaggerClient.Listener listener);

  /** Real processes, with what belongs to the user in a workspace. */
  static TaggerStarter of(Workspace workspace) {
    return (model, precision, listener) -> {
      var client = TaggerClient.start(model, precision, workspace, listener);
      return new Connection() {
        @Override
        public CompletableFuture<Tagged> tagWords(List<List<String>> sentences) {
          return client.tagWords(sentences);
        }

        @Override
        public List<String> log() {
          return client.log();
        }

        @Override
        public void close() {
          client.close();
        }
      };
    };
  }
}
