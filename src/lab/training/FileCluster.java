import static java.nio.charset.StandardCharsets.UTF_8;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.util.concurrent.Executors;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;

/**
 * A cluster of plain files: an API server that serves a directory with TLS on a free port of the
 * loopback, for the run that scripts/lib/aot.sh learns from. {@code GET} answers with the file of
 * the path. A watch answers with the lines of the file that ends in {@code .events}, and goes on
 * without another. Whatever is written is answered with the file of the path, and with itself where
 * there is none.
 *
 * <p>Takes the directory, a PKCS#12 file with the server's key, and its password. Prints {@code
 * URL} and the address.
 */
final class FileCluster {
  private final Path files;

  private FileCluster(Path files) {
    this.files = files.toAbsolutePath().normalize();
  }

  static void main(String... arguments) throws IOException, GeneralSecurityException {
    var cluster = new FileCluster(Path.of(arguments[0]));
    var server = HttpsServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.setHttpsConfigurator(
        new HttpsConfigurator(tls(Path.of(arguments[1]), arguments[2].toCharArray())));
    server.createContext("/", cluster::answer);
    server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
    server.start();
    System.out.println("URL https://127.0.0.1:" + server.getAddress().getPort() + "/");
  }

  private static SSLContext tls(Path keys, char[] password)
      throws IOException, GeneralSecurityException {
    var store = KeyStore.getInstance(keys.toFile(), password);
    var managers = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
    managers.init(store, password);
    var tls = SSLContext.getInstance("TLS");
    tls.init(managers.getKeyManagers(), null, null);
    return tls;
  }

  private void answer(HttpExchange exchange) throws IOException {
    var query = exchange.getRequestURI().getQuery();
    var watches = query != null && query.contains("watch=");
    var name = exchange.getRequestURI().getPath().substring(1) + (watches ? ".events" : "");
    var path = files.resolve(name).normalize();
    var isThere = path.startsWith(files) && Files.isRegularFile(path);
    if (isThere && watches) {
      watch(exchange, path);
    } else if (isThere) {
      answer(exchange, 200, Files.readAllBytes(path));
    } else if (exchange.getRequestMethod().equals("GET")) {
      answer(exchange, 404, "{\"kind\":\"Status\",\"message\":\"no such file\"}".getBytes(UTF_8));
    } else {
      answer(exchange, 200, exchange.getRequestBody().readAllBytes());
    }
  }

  private static void answer(HttpExchange exchange, int status, byte[] body) throws IOException {
    try (exchange) {
      exchange.getResponseHeaders().set("Content-Type", "application/json");
      exchange.sendResponseHeaders(status, body.length == 0 ? -1 : body.length);
      exchange.getResponseBody().write(body);
    }
  }

  /** Until the process ends, or whoever watches has gone. */
  private static void watch(HttpExchange exchange, Path events) throws IOException {
    exchange.getResponseHeaders().set("Content-Type", "application/json");
    exchange.sendResponseHeaders(200, 0);
    exchange.getResponseBody().write(Files.readAllBytes(events));
    exchange.getResponseBody().flush();
  }
}
