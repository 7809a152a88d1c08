package bonsai.base;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Proxy;
import java.net.ProxySelector;
import java.net.SocketAddress;
import java.net.URI;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * The proxy for HTTPS that a shell's variables name, as curl and Hugging Face's libraries read them
 * and Java does not: {@code HTTPS_PROXY}, {@code ALL_PROXY} and {@code NO_PROXY}, also in small
 * letters.
 */
public final class Proxies extends ProxySelector {
  private static final Pattern ADDRESS =
      Pattern.compile("(?:http://)?(?:[^@/]*@)?([^@/:]+|\\[[^]]+])(?::(\\d{1,5}))?/?");
  private static final int USUAL_PORT = 80;

  private final Proxy proxy;
  private final List<String> exceptions;

  private Proxies(Proxy proxy, List<String> exceptions) {
    this.proxy = proxy;
    this.exceptions = exceptions;
  }

  /** The proxies of an environment; where it names none, or one that is not HTTP, Java's own. */
  public static ProxySelector of(Map<String, String> environment) {
    return Stream.of("https_proxy", "all_proxy")
        .flatMap(variable -> named(variable, environment).stream())
        .findFirst()
        .flatMap(Proxies::proxy)
        .<ProxySelector>map(
            proxy ->
                new Proxies(
                    proxy,
                    Arrays.stream(named("no_proxy", environment).orElse("").split("[,\\s]+"))
                        .map(each -> each.replaceFirst("^\\*?\\.", ""))
                        .filter(each -> !each.isEmpty())
                        .toList()))
        .orElseGet(ProxySelector::getDefault);
  }

  private static Optional<String> named(String variable, Map<String, String> environment) {
    return Stream.of(variable, variable.toUpperCase(Locale.ROOT))
        .map(name -> environment.getOrDefault(name, "").strip())
        .filter(value -> !value.isEmpty())
        .findFirst();
  }

  private static Optional<Proxy> proxy(String address) {
    var matcher = ADDRESS.matcher(address);
    if (!matcher.matches()) {
      return Optional.empty();
    }
    var port = Optional.ofNullable(matcher.group(2)).map(Integer::parseInt).orElse(USUAL_PORT);
    return port < 1 << 16
        ? Optional.of(
            new Proxy(Proxy.Type.HTTP, InetSocketAddress.createUnresolved(matcher.group(1), port)))
        : Optional.empty();
  }

  @Override
  public List<Proxy> select(URI address) {
    var direct =
        !"https".equalsIgnoreCase(address.getScheme())
            || exceptions.stream().anyMatch(exception -> covers(exception, address));
    return List.of(direct ? Proxy.NO_PROXY : proxy);
  }

  private static boolean covers(String exception, URI address) {
    var host = address.getHost().toLowerCase(Locale.ROOT);
    var named = exception.toLowerCase(Locale.ROOT);
    return named.equals("*")
        || host.equals(named)
        || host.endsWith("." + named)
        || named.equals(host + ":" + address.getPort());
  }

  @Override
  public void connectFailed(URI address, SocketAddress proxyAddress, IOException failure) {
    // whoever asked for the address is told
  }
}
