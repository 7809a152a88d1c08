package bonsai.base;

import java.io.IOException;
import java.io.InputStream;
import java.math.BigDecimal;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.URI;
import java.net.UnknownHostException;
import java.net.http.HttpClient;
import java.net.http.HttpConnectTimeoutException;
import java.net.http.HttpHeaders;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import javax.net.ssl.SSLException;

/**
 * Fetches one file over HTTPS: the right file or none. Bytes go to {@code NAME.part} beside the
 * target; a download that broke off goes on there, within one call and in a later one, as long as
 * the server shows the same strong ETag (RFC 9110, 13.1.5 If-Range). Only a complete, checked file
 * takes the target's name, in one step.
 *
 * <p>Plain HTTP is refused except to this machine itself. Interrupt the thread to cancel.
 *
 * @param address where the file is
 * @param maxBytes what it may weigh at most
 * @param sha256 the hash it must have, in hexadecimal digits
 * @param token sent to its own host alone
 * @param patience how long to wait and how often to try
 * @param progress told of every piece
 */
public record Download(
    URI address,
    long maxBytes,
    Optional<String> sha256,
    Optional<Token> token,
    Patience patience,
    Progress progress) {
  private static final int MAX_REDIRECTS = 8;
  private static final int CHUNK = 1 << 16;

  /**
   * A bearer token (RFC 6750).
   *
   * @param host the only host that gets to see it; with its port, unless that is the usual one
   */
  public record Token(String host, String value) {
    @Override
    public String toString() {
      return "Token[" + host + "]";
    }
  }

  /** So many bytes within so long. */
  public record Pace(long bytes, Duration within) {
    /** Of a server that is hardly there. */
    public static final Pace LEAST = new Pace(60_000, Duration.ofMinutes(1));
  }

  /**
   * @param connect to reach the host
   * @param silence to hear nothing from it, before the answer or in the midst of it
   * @param tries how often to try again after a break without a single new byte, or one that was
   *     slower than {@code least}
   * @param pause before the second try; it doubles with each
   * @param least what must arrive at least
   */
  public record Patience(
      Duration connect, Duration silence, int tries, Duration pause, Pace least) {
    public static final Patience USUAL =
        new Patience(Duration.ofSeconds(20), Duration.ofSeconds(30), 4, Duration.ofSeconds(1));

    public Patience(Duration connect, Duration silence, int tries, Duration pause) {
      this(connect, silence, tries, pause, Pace.LEAST);
    }
  }

  /** Listens to a download; called on the downloading thread. */
  @FunctionalInterface
  public interface Progress {
    /**
     * @param bytes what has arrived by now, of earlier attempts too
     * @param total the whole size, if the server tells
     */
    void arrived(long bytes, OptionalLong total);
  }

  /**
   * A finished download.
   *
   * @param sha256 the content's hash
   * @param firstHeaders what the asked host itself answered, before any redirect
   */
  public record Done(Path file, long bytes, String sha256, HttpHeaders firstHeaders) {}

  /** A download of any content of up to {@code maxBytes}. */
  public static Download of(URI address, long maxBytes) {
    return new Download(
        address,
        maxBytes,
        Optional.empty(),
        Optional.empty(),
        Patience.USUAL,
        (bytes, total) -> {});
  }

  public Download withSha256(String hash) {
    return new Download(address, maxBytes, Optional.of(hash), token, patience, progress);
  }

  public Download withToken(Token bearer) {
    return new Download(address, maxBytes, sha256, Optional.of(bearer), patience, progress);
  }

  public Download withPatience(Patience other) {
    return new Download(address, maxBytes, sha256, token, other, progress);
  }

  public Download withProgress(Progress listener) {
    return new Download(address, maxBytes, sha256, token, patience, listener);
  }

  /**
   * Fetches the file to {@code target}, replacing what is there; makes the folder if need be.
   *
   * @throws UserException if it cannot be had; the target is untouched then
   * @throws CancellationException if the thread was interrupted; its flag stays set
   */
  public Done to(Path target) {
    try {
      Files.createDirectories(target.toAbsolutePath().getParent());
      var client = client();
      try (var partial = PartialFile.open(target.toAbsolutePath())) {
        return fetch(client, partial);
      } finally {
        client.shutdownNow(); // without waiting for what it still had to say
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new CancellationException("The download of " + shown(address) + " was cancelled.");
    } catch (IOException e) {
      throw new UserException(
          "The file " + target + " cannot be written: " + IoReason.of(e) + ".", e);
    }
  }

  private HttpClient client() {
    return HttpClient.newBuilder()
        .version(HttpClient.Version.HTTP_1_1)
        .followRedirects(HttpClient.Redirect.NEVER) // each hop is checked here
        .connectTimeout(patience.connect())
        .proxy(Proxies.of(System.getenv()))
        .build();
  }

  private Done fetch(HttpClient client, PartialFile partial)
      throws IOException, InterruptedException {
    var failures = 0;
    var mended = false;
    while (true) {
      var before = partial.size();
      try {
        var headers = attempt(client, partial);
        var hash = partial.hash();
        if (sha256.isEmpty() || sha256.get().equalsIgnoreCase(hash)) {
          return new Done(partial.publish(), partial.size(), hash, headers);
        }
        partial.clear();
        if (before == 0 || mended) {
          throw new UserException(
              "What %s sent is not the expected file (sha256 %s instead of %s) and was discarded."
                  .formatted(shown(address), hash, sha256.get()));
        }
        mended = true; // the older part may have been the bad one: once more, from the start
      } catch (Broken broken) {
        failures = partial.size() > before && !broken.slow ? 1 : failures + 1;
        if (failures >= patience.tries()) {
          throw new UserException(broken.getMessage(), broken);
        }
        Thread.sleep(patience.pause().multipliedBy(1L << Math.min(failures - 1, 6)));
      }
    }
  }

  /** One request and its answer; returns the asked host's own headers. */
  private HttpHeaders attempt(HttpClient client, PartialFile partial)
      throws IOException, InterruptedException {
    Optional<HttpHeaders> first = Optional.empty();
    var here = address;
    var trusted = true; // until a redirect leaves the token's host
    for (int hop = 0; hop <= MAX_REDIRECTS; hop++) {
      refuseUnencrypted(here);
      trusted = trusted && token.isPresent() && token.get().host().equalsIgnoreCase(host(here));
      var answer = ask(client, here, trusted, partial);
      try (var body = answer.body()) {
        first = first.or(() -> Optional.of(answer.headers()));
        var location = answer.headers().firstValue("Location");
        switch (answer.statusCode()) {
          case 200, 206 -> {
            receive(answer, body, partial);
            return first.get();
          }
          case 301, 302, 303, 307, 308 -> here = follow(here, location);
          case 416 -> {
            partial.clear();
            throw new Broken(shown(here) + " no longer offers the rest of the file: try again.");
          }
          case 401, 403 ->
              throw new UserException(
                  "%s refuses access (status %d): it may need a token, or another one."
                      .formatted(shown(here), answer.statusCode()));
          case 404, 410 ->
              throw new UserException(
                  "%s does not exist (status %d): check the name and the revision."
                      .formatted(shown(here), answer.statusCode()));
          case 408, 429, 500, 502, 503, 504 ->
              throw new Broken(
                  "%s cannot answer now (status %d): try again later."
                      .formatted(shown(here), answer.statusCode()));
          default ->
              throw new UserException(
                  "%s gave an answer that is not a file (status %d)."
                      .formatted(shown(here), answer.statusCode()));
        }
      }
    }
    throw new UserException(
        "%s redirects more than %d times: the address may be wrong."
            .formatted(shown(address), MAX_REDIRECTS));
  }

  private HttpResponse<InputStream> ask(
      HttpClient client, URI here, boolean trusted, PartialFile partial)
      throws IOException, InterruptedException {
    var request =
        HttpRequest.newBuilder(here)
            .header("User-Agent", "bonsai")
            .header("Accept-Encoding", "identity");
    if (trusted) {
      request.header("Authorization", "Bearer " + token.orElseThrow().value());
    }
    partial
        .resumable()
        .ifPresent(
            etag ->
                request.header("Range", "bytes=" + partial.size() + "-").header("If-Range", etag));
    var asked = client.sendAsync(request.build(), HttpResponse.BodyHandlers.ofInputStream());
    try {
      // not the request's own timeout: from Java 26 on that one bounds the body, too
      return asked.get(
          patience.connect().plus(patience.silence()).toMillis(), TimeUnit.MILLISECONDS);
    } catch (TimeoutException e) {
      throw new Broken(silent(here), e);
    } catch (ExecutionException e) {
      throw new Broken(unreached(here, e.getCause()), e.getCause());
    } finally {
      asked.cancel(true); // nothing to do once it is complete
    }
  }

  private void receive(HttpResponse<InputStream> answer, InputStream body, PartialFile partial)
      throws IOException, InterruptedException {
    var headers = answer.headers();
    var length = headers.firstValueAsLong("Content-Length");
    var etag = headers.firstValue("ETag").filter(value -> !value.startsWith("W/"));
    if (answer.statusCode() == 206) {
      var range = headers.firstValue("Content-Range").orElse("");
      if (!range.startsWith("bytes " + partial.size() + "-") || !etag.equals(partial.resumable())) {
        partial.clear();
        throw new Broken(shown(address) + " sent another part than the one asked for: try again.");
      }
    } else {
      partial.restart(etag);
    }
    var start = partial.size();
    var total =
        length.isPresent() ? OptionalLong.of(start + length.getAsLong()) : OptionalLong.empty();
    if (total.orElse(0) > maxBytes) {
      partial.clear();
      throw tooLarge();
    }
    try (var watch = new SilenceWatch(body, patience)) {
      var chunk = new byte[CHUNK];
      progress.arrived(start, total);
      while (true) {
        int read;
        try {
          read = body.read(chunk);
        } catch (IOException e) {
          if (Thread.interrupted()) {
            throw new InterruptedException();
          }
          throw watch.complaint().map(this::broken).orElse(new Broken(cut(partial, total), e));
        }
        if (Thread.interrupted()) {
          throw new InterruptedException();
        }
        if (watch.complaint().isPresent()) {
          throw broken(watch.complaint().get());
        }
        if (read < 0) {
          break;
        }
        if (partial.size() + read > maxBytes) {
          partial.clear();
          throw tooLarge();
        }
        partial.append(chunk, read);
        watch.heard(read);
        progress.arrived(partial.size(), total);
      }
    }
    if (total.isPresent() && partial.size() != total.getAsLong()) {
      throw new Broken(cut(partial, total));
    }
  }

  private static URI follow(URI here, Optional<String> location) {
    try {
      return here.resolve(location.orElseThrow(IllegalArgumentException::new));
    } catch (IllegalArgumentException e) {
      throw new UserException(shown(here) + " redirects to no valid address.", e);
    }
  }

  private void refuseUnencrypted(URI here) {
    if (here.getHost() == null || here.getScheme() == null) {
      throw new UserException("'" + here + "' is not an address: write https://HOST/PATH.");
    }
    var scheme = here.getScheme();
    if (!scheme.equalsIgnoreCase("https")
        && !(scheme.equalsIgnoreCase("http") && loopback(here) && loopback(address))) {
      throw new UserException(
          (here.equals(address) ? "" : shown(address) + " redirects to an unsafe address: ")
              + shown(here)
              + " is not fetched, because only https addresses are.");
    }
  }

  private static boolean loopback(URI address) {
    var host = address.getHost();
    // names but localhost are not looked up: what they mean is somebody else's choice
    if (host.equals("localhost")) {
      return true;
    }
    try {
      return (host.startsWith("[") || host.matches("[0-9.]+"))
          && InetAddress.getByName(host).isLoopbackAddress();
    } catch (UnknownHostException e) {
      return false;
    }
  }

  private UserException tooLarge() {
    return new UserException(
        "What %s sends is larger than the %d bytes expected at most and was discarded."
            .formatted(shown(address), maxBytes));
  }

  private String cut(PartialFile partial, OptionalLong total) {
    return "The download of %s broke off after %s bytes: run it again, it goes on from there."
        .formatted(
            shown(address),
            total.isPresent() ? partial.size() + " of " + total.getAsLong() : partial.size());
  }

  private Broken broken(SilenceWatch.Complaint complaint) {
    return switch (complaint) {
      case SILENT -> new Broken(silent(address));
      case SLOW ->
          new Broken(
              "%s sends less than %d bytes in %s seconds: run it again later, it goes on from there."
                  .formatted(
                      shown(address), patience.least().bytes(), seconds(patience.least().within())),
              true);
    };
  }

  private String silent(URI here) {
    return "%s fell silent for %s seconds: try again later."
        .formatted(shown(here), seconds(patience.silence()));
  }

  private static String seconds(Duration time) {
    return BigDecimal.valueOf(time.toMillis(), 3).stripTrailingZeros().toPlainString();
  }

  private static String unreached(URI here, Throwable cause) {
    return switch (cause) {
      case HttpConnectTimeoutException e ->
          host(here) + " cannot be reached in time: check the network or the proxy.";
      case ConnectException e -> host(here) + " cannot be reached: check the network or the proxy.";
      case SSLException e ->
          "The connection to %s is not trusted (%s).".formatted(host(here), e.getMessage());
      default ->
          "%s broke off its answer (%s): try again.".formatted(shown(here), IoReason.of(cause));
    };
  }

  /** An address without its query, which may hold a signature. */
  private static String shown(URI address) {
    return address.getScheme() + "://" + host(address) + address.getRawPath();
  }

  private static String host(URI address) {
    return address.getHost() + (address.getPort() < 0 ? "" : ":" + address.getPort());
  }

  /** An attempt that failed in a way that another may not. */
  private static final class Broken extends IOException {
    private static final long serialVersionUID = 1L;

    private final boolean slow;

    Broken(String message) {
      this(message, false);
    }

    /**
     * @param slow whether what arrived meanwhile is hardly worth another attempt
     */
    Broken(String message, boolean slow) {
      super(message);
      this.slow = slow;
    }

    Broken(String message, Throwable cause) {
      super(message, cause);
      this.slow = false;
    }
  }
}
