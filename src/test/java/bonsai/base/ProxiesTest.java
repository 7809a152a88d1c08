package bonsai.base;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetSocketAddress;
import java.net.Proxy;
import java.net.ProxySelector;
import java.net.URI;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class ProxiesTest {
  private static Proxy select(Map<String, String> environment, String address) {
    return Proxies.of(environment).select(URI.create(address)).getFirst();
  }

  @ParameterizedTest
  @CsvSource({
    "HTTPS_PROXY, http://proxy.example:3128, 3128",
    "https_proxy, http://me:secret@proxy.example:3128/, 3128",
    "ALL_PROXY, proxy.example:8080, 8080",
    "all_proxy, http://proxy.example, 80"
  })
  void theShellsVariablesNameTheProxy(String variable, String value, int port) {
    assertThat(select(Map.of(variable, value), "https://hub.example/a"))
        .isEqualTo(
            new Proxy(Proxy.Type.HTTP, InetSocketAddress.createUnresolved("proxy.example", port)));
  }

  @ParameterizedTest
  @CsvSource({
    "https://hub.example/a, 'other.example, .hub.example', DIRECT",
    "https://cdn.hub.example/a, hub.example, DIRECT",
    "https://hub.example:8443/a, hub.example:8443, DIRECT",
    "https://hub.example/a, *, DIRECT",
    "https://github.example/a, hub.example, HTTP",
    "http://localhost:8080/a, '', DIRECT"
  })
  void someHostsAreReachedWithoutIt(String address, String exceptions, Proxy.Type type) {
    var environment = Map.of("HTTPS_PROXY", "proxy.example:3128", "NO_PROXY", exceptions);

    assertThat(select(environment, address).type()).isEqualTo(type);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", " ", "socks5://proxy.example:1080", "proxy.example:99999"})
  void whereNoneIsNamedThatCanBeUsedJavasOwnSettingsHold(String value) {
    assertThat(Proxies.of(Map.of("HTTPS_PROXY", value))).isSameAs(ProxySelector.getDefault());
  }

  @Test
  void javasOwnSettingsHoldWithoutVariables() {
    assertThat(Proxies.of(Map.of())).isSameAs(ProxySelector.getDefault());
  }
}
