package io.audionode.docs;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import io.audionode.agent.cli.Audionode;
import io.audionode.agent.cli.Commands;
import io.audionode.agent.cli.ListenAddress;
import io.audionode.agent.cli.NodeOptions;
import io.audionode.agent.cli.PodOrigin;
import io.audionode.agent.cli.WishOptions;
import io.audionode.agent.config.BoundedYaml;
import io.audionode.agent.config.Defaults;
import io.audionode.agent.config.MalformedYamlException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import picocli.CommandLine;
import picocli.CommandLine.Model.OptionSpec;

/** Without this, pages go on describing what has been renamed, added or removed. */
class DocumentationTest {
  private static final Pattern SCRIPT = Pattern.compile("\\bscripts/[a-z][-a-z]*");
  private static final Pattern MANIFEST = Pattern.compile("\\bdaemonset(/[a-z][-a-z.]*[a-z])+");
  private static final Pattern TEST = Pattern.compile("(?<![*\\w])[A-Z]\\w+Test\\b");
  private static final Pattern LONG_OPTION = Pattern.compile("(?<![\\w-])--[a-z][-a-z]+");
  private static final Pattern ELSEWHERE = Pattern.compile("[a-z]+:.*");

  @Test
  void namesEveryKeyOfTheConfiguration() throws MalformedYamlException {
    assertThat(Page.of("src/site/markdown/configuration.md").codeWords())
        .containsAll(keys(defaults()).collect(Collectors.toSet()));
  }

  @Test
  void givesTheDefaultOfEveryScalarAtTheTopOfTheConfiguration() throws MalformedYamlException {
    var page = Page.of("src/site/markdown/configuration.md");
    defaults()
        .forEach(
            (key, value) -> {
              if (!(value instanceof Map)) {
                assertThat(page.rows(String.valueOf(key)))
                    .singleElement()
                    .asString()
                    .startsWith("| `%s` | `%s` |".formatted(key, value));
              }
            });
  }

  @Test
  void namesEveryCommandAndOptionWithItsDefault() {
    var page = Page.of("src/site/markdown/cli.md");
    var commands = Audionode.commandLine(new NoCommands(), Map.of()).getSubcommands();
    assertThat(page.headings())
        .containsAll(commands.keySet().stream().map("`audionode %s`"::formatted).toList());
    assertThat(page.codeWords())
        .containsAll(
            commands.values().stream()
                .flatMap(DocumentationTest::options)
                .flatMap(option -> Stream.of(option.names()))
                .collect(Collectors.toSet()));
    assertThat(page.text())
        .contains(
            commands.values().stream()
                .flatMap(DocumentationTest::options)
                .map(OptionSpec::defaultValue)
                .filter(value -> value != null && !value.equals("false"))
                .distinct()
                .toList());
  }

  @Test
  void describesExactlyTheRoutesOfTheApi() throws IOException, MalformedYamlException {
    var described =
        Page.of("src/site/markdown/api.md").headings().stream()
            .filter(heading -> heading.startsWith("GET "))
            .map(heading -> heading.substring("GET ".length()));
    assertThat(described).containsExactlyInAnyOrderElementsOf(routes());
  }

  @ParameterizedTest
  @CsvSource({
    "scripts/lab, src/site/markdown/lab.md",
    "scripts/image, src/site/markdown/install.md"
  })
  void namesExactlyTheOptionsOfAScript(String script, String page) throws IOException {
    var usage =
        Files.readString(Page.checkout().resolve(script))
            .lines()
            .takeWhile(line -> line.startsWith("#"))
            .map(line -> line.replaceAll("'[^']*'", ""))
            .collect(Collectors.joining("\n"));
    var described =
        Page.of(page)
            .text()
            .lines()
            .filter(line -> line.startsWith("| `--"))
            .map(line -> line.split("\\|", 3)[1])
            .collect(Collectors.joining("\n"));
    var options = matches(LONG_OPTION, usage);
    options.remove("--help");
    assertThat(matches(LONG_OPTION, described)).isEqualTo(options);
  }

  @ParameterizedTest
  @MethodSource("pages")
  void namesOnlyManifestsThatThereAre(Page page) {
    assertThat(matches(MANIFEST, page.text()))
        .allSatisfy(path -> assertThat(Page.checkout().resolve(path)).exists());
  }

  @ParameterizedTest
  @MethodSource("pages")
  void namesOnlyScriptsThatCanBeRun(Page page) {
    assertThat(matches(SCRIPT, page.text()))
        .allSatisfy(
            script -> assertThat(Page.checkout().resolve(script)).isRegularFile().isExecutable());
  }

  @ParameterizedTest
  @MethodSource("pages")
  void namesOnlyTestsThatThereAre(Page page) throws IOException {
    try (var files = Files.find(Page.checkout(), 20, (file, _) -> isJava(file))) {
      var classes =
          files
              .map(file -> String.valueOf(file.getFileName()).replace(".java", ""))
              .collect(Collectors.toSet());
      assertThat(classes).containsAll(matches(TEST, page.text()));
    }
  }

  @ParameterizedTest
  @MethodSource("pages")
  void linksOnlyToWhatIsThere(Page page) {
    assertThat(page.links())
        .filteredOn(link -> !ELSEWHERE.matcher(link).matches())
        .allSatisfy(link -> assertResolves(page, link));
  }

  static List<Page> pages() {
    return Page.all();
  }

  private static boolean isJava(Path file) {
    return file.toString().endsWith("Test.java");
  }

  private static void assertResolves(Page page, String link) {
    var parts = link.split("#", 2);
    var target = parts[0].isEmpty() ? page.file() : page.file().resolveSibling(parts[0]);
    assertThat(target.normalize()).exists().startsWith(Page.checkout());
    if (parts.length > 1) {
      assertThat(Page.read(Path.of(target.toString())).anchors()).contains(parts[1]);
    }
  }

  private static Map<?, ?> defaults() throws MalformedYamlException {
    return mapping(Defaults.file());
  }

  private static Set<String> routes() throws IOException, MalformedYamlException {
    try (var document = Audionode.class.getResourceAsStream("/openapi.yaml")) {
      assertThat(document).isNotNull();
      var text = new String(document.readAllBytes(), StandardCharsets.UTF_8);
      var paths = (Map<?, ?>) requireNonNull(mapping(text).get("paths"), "paths");
      return paths.keySet().stream().map(String::valueOf).collect(Collectors.toSet());
    }
  }

  private static Map<?, ?> mapping(String yaml) throws MalformedYamlException {
    return (Map<?, ?>) BoundedYaml.values(yaml).getFirst();
  }

  private static Stream<String> keys(Object value) {
    return switch (value) {
      case Map<?, ?> map ->
          map.entrySet().stream()
              .flatMap(
                  entry ->
                      Stream.concat(Stream.of((String) entry.getKey()), keys(entry.getValue())));
      case Collection<?> list -> list.stream().flatMap(DocumentationTest::keys);
      default -> Stream.empty();
    };
  }

  private static Stream<OptionSpec> options(CommandLine command) {
    return command.getCommandSpec().options().stream();
  }

  private static Set<String> matches(Pattern pattern, String text) {
    return pattern.matcher(text).results().map(it -> it.group()).collect(Collectors.toSet());
  }

  /** Only the shape of the command line is asked for. */
  private static final class NoCommands implements Commands {
    @Override
    public int run(NodeOptions node, PodOrigin pods, @Nullable Path config, ListenAddress listen) {
      return OK;
    }

    @Override
    public int plan(NodeOptions node, PodOrigin pods, @Nullable Path config, boolean json) {
      return OK;
    }

    @Override
    public int doctor(NodeOptions node, WishOptions wishes, boolean json) {
      return OK;
    }

    @Override
    public int restore(NodeOptions node, boolean dryRun, boolean json) {
      return OK;
    }

    @Override
    public int verifyClean(NodeOptions node, boolean allowEmpty, boolean json) {
      return OK;
    }
  }
}
