package bonsai.model.pretrained;

import java.util.Collections;
import java.util.Map;
import java.util.TreeMap;

/**
 * Where a model in the workspace came from: the content of its {@code source.json}.
 *
 * @param name what was asked for: {@code bert-base-cased}, or a repository, {@code owner/name}
 * @param from {@code folder}, {@code hub} or {@code maven}
 * @param origin the folder, the repository's address or the artifact's coordinates
 * @param revision what pins the content: the commit of a repository, the SHA-256 of an artifact;
 *     empty for a folder
 * @param fetched when, in ISO 8601
 * @param files size and SHA-256 of each file as it lies here
 */
public record Source(
    String name,
    String from,
    String origin,
    String revision,
    String fetched,
    Map<String, FileHash> files) {
  public static final String FILE = "source.json";

  /** One file's size in bytes and SHA-256. */
  public record FileHash(long bytes, String sha256) {}

  public Source {
    files = Collections.unmodifiableMap(new TreeMap<>(files));
  }
}
