package bonsai.base;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CopyOnWriteArrayList;

/**
 * An HTTP server on this machine that does what a test tells it to, misbehaviour included: it
 * writes what the handler writes, byte for byte, and then closes the connection.
 */
public final class LoopbackServer implements AutoCloseable {
  /** What a client asked for; header names are in lower case. */
  public record Request(String path, Map<String, String> headers) {
    /** The first byte asked for by a Range header, else 0. */
    public int rangeStart() {
      var range = headers.getOrDefault("range", "bytes=0-");
      return Integer.parseInt(range.substring("bytes=".length(), range.indexOf('-')));
    }
  }

  /** Answers a request by writing raw HTTP. */
  @FunctionalInterface
  public interface Handler {
    void answer(Request request, OutputStream out) throws IOException, InterruptedException;
  }

  private final ServerSocket socket;
  private final List<Request> requests = new CopyOnWriteArrayList<>();

  public LoopbackServer(Handler handler) {
    try {
      socket = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    Thread.startVirtualThread(
        () -> {
          try {
            while (true) {
              var connection = socket.accept();
              Thread.startVirtualThread(() -> serve(connection, handler));
            }
          } catch (IOException e) {
            // closed
          }
        });
  }

  private void serve(Socket connection, Handler handler) {
    try (connection;
        var in =
            new BufferedReader(
                new InputStreamReader(connection.getInputStream(), StandardCharsets.ISO_8859_1));
        var out = connection.getOutputStream()) {
      var path = in.readLine().split(" ")[1];
      var headers = new TreeMap<String, String>();
      for (String line; !(line = in.readLine()).isEmpty(); ) {
        var colon = line.indexOf(':');
        headers.put(
            line.substring(0, colon).toLowerCase(Locale.ROOT), line.substring(colon + 1).strip());
      }
      var request = new Request(path, headers);
      requests.add(request);
      handler.answer(request, out);
    } catch (IOException | InterruptedException e) {
      // the client left: it has its reasons
    }
  }

  public URI address(String path) {
    return URI.create("http://" + host() + path);
  }

  /** Name and port. */
  public String host() {
    return "127.0.0.1:" + socket.getLocalPort();
  }

  /** All requests so far, in their order. */
  public List<Request> requests() {
    return requests;
  }

  /** Writes a status line and headers ({@code "Name: value"}). */
  public static void head(OutputStream out, int status, String... headers) throws IOException {
    var head = new StringBuilder("HTTP/1.1 " + status + " -\r\nConnection: close\r\n");
    for (var header : headers) {
      head.append(header).append("\r\n");
    }
    out.write(head.append("\r\n").toString().getBytes(StandardCharsets.ISO_8859_1));
    out.flush();
  }

  /** A proper answer with a body. */
  public static void reply(OutputStream out, int status, byte[] body, String... headers)
      throws IOException {
    var all = Arrays.copyOf(headers, headers.length + 1);
    all[headers.length] = "Content-Length: " + body.length;
    head(out, status, all);
    out.write(body);
    out.flush();
  }

  @Override
  public void close() {
    try {
      socket.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
