package bonsai.model.pretrained;

import bonsai.base.Download;
import bonsai.base.IoReason;
import bonsai.base.Json;
import bonsai.base.Sha256;
import bonsai.base.UserException;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpHeaders;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.SequencedMap;
import java.util.regex.Pattern;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;

/**
 * The Hugging Face hub. A branch or tag is resolved to its commit once, and everything is asked for
 * at that commit; each file is checked against the size and the hash that the hub lists for it
 * (SHA-256 for large files, Git's blob hash for small ones). A download that broke off goes on in a
 * later call.
 *
 * @param endpoint the hub's address, {@code https://huggingface.co}
 * @param repository such as {@code google-bert/bert-base-cased}
 * @param revision a commit, or a branch or tag without slashes
 * @param token sent to the endpoint's host alone
 * @param offline whether the user wants no connection
 * @param patience how long to wait for the files
 */
record HubSource(
    URI endpoint,
    String repository,
    String revision,
    Optional<String> token,
    boolean offline,
    Download.Patience patience)
    implements PretrainedSource {
  private static final URI HUB = URI.create("https://huggingface.co");
  private static final Pattern COMMIT = Pattern.compile("[0-9a-f]{40}");
  private static final Pattern SHA256 = Pattern.compile("[0-9a-f]{64}");
  private static final Pattern REVISION = Pattern.compile("[A-Za-z0-9_.-]{1,100}");
  private static final Pattern TOKEN = Pattern.compile("[\\x21-\\x7e]+");
  private static final long MAX_LISTING = 10_000_000;
  private static final long MAX_FILE = 20_000_000_000L;

  /** The first question fails fast: without a network the next source shall have its turn. */
  private static final Duration FIRST_CONNECT = Duration.ofSeconds(5);

  /**
   * The hub as the user's environment has it: {@code HF_ENDPOINT}, {@code HF_TOKEN}, {@code
   * HF_HUB_OFFLINE}, as Hugging Face's own libraries read them.
   *
   * @param revision a commit, or a branch or tag without slashes
   * @throws UserException if the revision or a variable is not what it must be
   */
  static HubSource of(String repository, String revision, Map<String, String> environment) {
    // Empty is what it is where a secret is not set, as for the forks of a repository.
    var token =
        Optional.ofNullable(environment.get("HF_TOKEN"))
            .map(String::strip)
            .filter(value -> !value.isEmpty());
    if (token.filter(value -> !TOKEN.matcher(value).matches()).isPresent()) {
      throw new UserException("HF_TOKEN holds no token: set it anew or unset it.");
    }
    if (!REVISION.matcher(revision).matches()) {
      throw new UserException(
          "'" + revision + "' is not a revision: name a branch, tag or commit.");
    }
    return new HubSource(
        endpoint(environment),
        repository,
        revision,
        token,
        environment.getOrDefault("HF_HUB_OFFLINE", "").matches("(?i)1|true|yes|on"),
        Download.Patience.USUAL);
  }

  /** Whether a revision is a commit: what that stands for never changes. */
  static boolean isCommit(String revision) {
    return COMMIT.matcher(revision).matches();
  }

  static URI endpoint(Map<String, String> environment) {
    var named = environment.getOrDefault("HF_ENDPOINT", "").replaceAll("/+$", "");
    try {
      return named.isEmpty() ? HUB : URI.create(named);
    } catch (IllegalArgumentException e) {
      throw new UserException("HF_ENDPOINT is not an address: '" + named + "'.", e);
    }
  }

  /** What the hub lists for a file; a hash that it does not know is empty. */
  private record Listed(long size, Optional<String> sha256, Optional<String> gitBlob) {}

  private record Listing(String commit, SequencedMap<String, Listed> files) {}

  @Override
  public Delivery deliver(Path cache, FetchProgress progress) {
    if (offline) {
      throw new UserException("HF_HUB_OFFLINE is set: unset it to ask the hub.");
    }
    progress.says("Asking " + endpoint.getHost() + " for " + repository);
    var listing = listing(cache);
    requireWeights(listing);
    // A folder for each commit: parts of different ones never meet.
    var folder = cache.resolve(repository.replace("/", "--") + "-" + listing.commit());
    listing.files().forEach((name, listed) -> fetch(name, listed, listing, folder, progress));
    return new Delivery(folder, endpoint + "/" + repository, listing.commit());
  }

  private void requireWeights(Listing listing) {
    if (!listing.files().containsKey("config.json")
        || !listing.files().containsKey("model.safetensors")) {
      throw new UserException(
          "The repository "
              + repository
              + " holds no model that Bonsai reads: it needs config.json and model.safetensors.");
    }
  }

  private Listing listing(Path cache) {
    var file = cache.resolve(repository.replace("/", "--") + ".listing.json");
    var first = new Download.Patience(FIRST_CONNECT, patience.silence(), 1, patience.pause());
    try {
      download("api/models/" + repository + "/revision/" + revision + "?blobs=true", MAX_LISTING)
          .withPatience(first)
          .to(file);
      return listing(Json.LINE.readTree(Files.readAllBytes(file)));
    } catch (JacksonException e) {
      throw new UserException("The hub's answer about " + repository + " is not JSON.", e);
    } catch (IOException e) {
      throw new UserException(file + " cannot be read: " + IoReason.of(e) + ".", e);
    } finally {
      file.toFile().delete();
    }
  }

  private Listing listing(JsonNode answer) {
    var commit = answer.path("sha").asString("");
    if (!isCommit(commit)) {
      throw new UserException(
          "The hub names no commit for " + repository + " at " + revision + ".");
    }
    var found = new LinkedHashMap<String, Listed>();
    for (var sibling : answer.path("siblings")) {
      var large = sibling.path("lfs");
      found.put(
          sibling.path("rfilename").asString(""),
          new Listed(
              (large.has("size") ? large : sibling).path("size").asLong(-1),
              Optional.of(large.path("sha256").asString(""))
                  .filter(h -> SHA256.matcher(h).matches()),
              Optional.of(sibling.path("blobId").asString(""))
                  .filter(hash -> !large.isObject() && COMMIT.matcher(hash).matches())));
    }
    var files = new LinkedHashMap<String, Listed>();
    for (var name : FILES) {
      if (found.containsKey(name)) {
        files.put(name, found.get(name));
      }
    }
    return new Listing(commit, files);
  }

  private void fetch(
      String name, Listed listed, Listing listing, Path folder, FetchProgress progress) {
    var file = folder.resolve(name);
    try {
      if (Files.exists(file) && isAsListed(file, listed)) {
        return; // from an earlier call that broke off later
      }
      progress.says("Fetching " + name);
      var download =
          download(
                  repository + "/resolve/" + listing.commit() + "/" + name,
                  listed.size() < 0 ? MAX_FILE : listed.size())
              .withPatience(patience)
              .withProgress(progress::arrived);
      var done = listed.sha256().map(download::withSha256).orElse(download).to(file);
      if (!isAsListed(file, listed) || !agrees(done, listing.commit())) {
        Files.delete(file);
        throw new UserException(
            "What the hub sent as "
                + name
                + " of "
                + repository
                + " is not what it lists, and was discarded: try again.");
      }
    } catch (IOException e) {
      throw new UserException(file + " cannot be checked: " + IoReason.of(e) + ".", e);
    }
  }

  private Download download(String path, long maxBytes) {
    var download = Download.of(URI.create(endpoint + "/" + path), maxBytes);
    return token
        .map(value -> download.withToken(new Download.Token(endpoint.getRawAuthority(), value)))
        .orElse(download);
  }

  private static boolean isAsListed(Path file, Listed listed) throws IOException {
    if (listed.size() >= 0 && Files.size(file) != listed.size()) {
      return false;
    }
    if (listed.sha256().isPresent()) {
      return listed.sha256().get().equals(Sha256.of(file));
    }
    return listed.gitBlob().isEmpty() || listed.gitBlob().get().equals(gitBlob(file));
  }

  /** What the hub says of the very file it sends, in its own headers. */
  private static boolean agrees(Download.Done done, String commit) {
    HttpHeaders headers = done.firstHeaders();
    var linked = headers.firstValue("X-Linked-Etag").map(HubSource::unquoted);
    return headers.firstValue("X-Repo-Commit").filter(other -> !other.equals(commit)).isEmpty()
        && linked
            .filter(hash -> SHA256.matcher(hash).matches() && !hash.equals(done.sha256()))
            .isEmpty();
  }

  private static String unquoted(String etag) {
    return etag.replaceFirst("^W/", "").replace("\"", "");
  }

  /** Git's name of a file's content: SHA-1 of {@code blob LENGTH NUL CONTENT}. */
  private static String gitBlob(Path file) throws IOException {
    try {
      var digest = MessageDigest.getInstance("SHA-1");
      digest.update(("blob " + Files.size(file) + "\0").getBytes(StandardCharsets.US_ASCII));
      return HexFormat.of().formatHex(digest.digest(Files.readAllBytes(file)));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has SHA-1", e);
    }
  }

  @Override
  public String toString() {
    return "HubSource[" + endpoint + "/" + repository + "@" + revision + "]"; // without the token
  }
}
