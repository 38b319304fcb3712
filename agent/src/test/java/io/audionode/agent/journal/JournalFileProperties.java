package io.audionode.agent.journal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import io.audionode.agent.model.Original;
import io.audionode.cgroupfs.proc.ProcessId;
import io.audionode.cgroupfs.proc.SchedAttr;
import io.audionode.cgroupfs.proc.Scheduling.Policy;
import io.audionode.cgroupfs.proc.ThreadId;
import io.audionode.cgroupfs.tree.CgroupPath;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.EdgeCasesMode;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import net.jqwik.api.lifecycle.AfterContainer;
import net.jqwik.api.lifecycle.BeforeContainer;

/** Whatever bytes a disk gives back, the lines that are whole count, and nothing else happens. */
class JournalFileProperties {
  private static final String BOOT = "boot-a";
  private static final EntryCodec CODEC = new EntryCodec();
  private static Path file = Path.of("journal");

  @BeforeContainer
  static void makesAFile() throws IOException {
    file = Files.createTempFile("journal", "");
  }

  @AfterContainer
  static void removesIt() throws IOException {
    Files.delete(file);
  }

  @Property(edgeCases = EdgeCasesMode.NONE)
  void readsWhatItWrote(@ForAll("originals") Original original) {
    assertThat(CODEC.entry(CODEC.line(new Entry.Opened(original))))
        .contains(new Entry.Opened(original));
    assertThat(CODEC.entry(CODEC.line(new Entry.Closed(original.key()))))
        .contains(new Entry.Closed(original.key()));
    assertThat(CODEC.line(new Entry.Opened(original))).doesNotContain("\n");
  }

  @Property(edgeCases = EdgeCasesMode.NONE)
  void losesNoLineToBytesBetweenAndBehindThem(
      @ForAll("lists") List<Original> before,
      @ForAll @Size(min = 1, max = 300) byte[] damage,
      @ForAll("lists") List<Original> after)
      throws IOException {
    var bytes = new ByteArrayOutputStream();
    bytes.writeBytes(text(before));
    bytes.writeBytes(damage);
    bytes.write('\n');
    after.forEach(o -> bytes.writeBytes(line(new Entry.Opened(o))));
    bytes.writeBytes(damage);
    Files.write(file, bytes.toByteArray());

    var read = JournalFile.read(file);
    assertThat(keys(read.open())).containsAll(keys(before)).containsAll(keys(after));
    assertThat(read.damaged()).isPositive();
  }

  @Property(edgeCases = EdgeCasesMode.NONE)
  void losesOnlyTheLineThatABitFlippedIn(
      @ForAll("lists") List<Original> originals, @ForAll int seed, @ForAll @IntRange(max = 7) int b)
      throws IOException {
    var bytes = text(originals);
    var at = Math.floorMod(seed, bytes.length);
    bytes[at] ^= (byte) (1 << b);
    Files.write(file, bytes);

    var kept = keys(JournalFile.read(file).open());
    // A line feed that goes or comes joins or splits; no flip reaches more than two lines.
    assertThat(kept.size()).isGreaterThanOrEqualTo(keys(originals).size() - 2);
    assertThat(keys(originals)).containsAll(kept);
  }

  @Property(edgeCases = EdgeCasesMode.NONE)
  void readsEveryPrefixAsItsWholeLines(@ForAll("lists") List<Original> originals, @ForAll int seed)
      throws IOException {
    var bytes = text(originals);
    var length = Math.floorMod(seed, bytes.length + 1);
    var prefix = new String(bytes, 0, length, StandardCharsets.ISO_8859_1);
    Files.write(file, prefix.getBytes(StandardCharsets.ISO_8859_1));

    var read = JournalFile.read(file);
    var lines = prefix.chars().filter(c -> c == '\n').count();
    var whole = originals.stream().limit(Math.max(0, lines - 1)).toList();
    assertThat(keys(read.open())).isEqualTo(keys(whole));
    assertThat(read.damaged()).isZero();
    assertThat(read.wholeBytes()).isEqualTo(prefix.lastIndexOf('\n') + 1);
  }

  @Property(edgeCases = EdgeCasesMode.NONE)
  void throwsNothingButItsOwnException(@ForAll("anyLines") String text) throws IOException {
    Files.write(file, text.getBytes(StandardCharsets.ISO_8859_1));
    assertThatCode(
            () -> {
              try {
                JournalFile.read(file);
              } catch (JournalException e) {
                assertThat(e.getMessage()).isNotBlank();
              }
            })
        .doesNotThrowAnyException();
  }

  private static byte[] text(List<Original> originals) {
    var bytes = new ByteArrayOutputStream();
    bytes.writeBytes(line(new Entry.Header(Entry.Header.SCHEMA, BOOT)));
    originals.forEach(o -> bytes.writeBytes(line(new Entry.Opened(o))));
    return bytes.toByteArray();
  }

  private static byte[] line(Entry entry) {
    return (CODEC.line(entry) + "\n").getBytes(StandardCharsets.UTF_8);
  }

  private static Set<String> keys(List<Original> originals) {
    return originals.stream().map(Original::key).collect(Collectors.toSet());
  }

  /** Lines of noise, of JSON under a checksum that fits, and of true ones. */
  @Provide
  Arbitrary<String> anyLines() {
    var noise = Arbitraries.strings().withCharRange('\0', '\u00ff').ofMaxLength(80);
    var json =
        Arbitraries.of(
            "null",
            "[]",
            "7",
            "{}",
            "{\"kind\":7}",
            "{\"kind\":\"knob\",\"cgroup\":\"../x\",\"inode\":1,\"file\":\"f\",\"found\":\"\"}",
            "{\"kind\":\"home\",\"pid\":-1,\"start\":1.5,\"cgroup\":\"a\"}",
            "{\"kind\":\"home\",\"pid\":9999999999,\"start\":1,\"cgroup\":\"a\"}",
            "{\"kind\":\"swappiness\",\"found\":\"x\"}",
            "{\"kind\":\"scheduling\",\"tid\":1,\"start\":1,\"found\":7,\"given\":[]}",
            "{\"kind\":\"scheduling\",\"tid\":1,\"start\":1,\"found\":{\"policy\":\"x\",\"priority\":1,"
                + "\"nice\":0,\"reset\":false},\"given\":{}}",
            "{\"kind\":\"journal\",\"schema\":1}",
            "[".repeat(5000));
    var whole = json.map(JournalFileProperties::checked);
    var good = originals().map(o -> CODEC.line(new Entry.Opened(o)));
    var header = Arbitraries.just(CODEC.line(new Entry.Header(1, BOOT)));
    return Arbitraries.oneOf(noise, whole, good, header)
        .list()
        .ofMaxSize(6)
        .map(lines -> String.join("\n", lines));
  }

  private static String checked(String json) {
    var crc = new java.util.zip.CRC32C();
    crc.update(json.getBytes(StandardCharsets.UTF_8));
    return "%08x %s".formatted(crc.getValue(), json);
  }

  @Provide
  Arbitrary<List<Original>> lists() {
    return originals().list().ofMaxSize(8).uniqueElements(Original::key);
  }

  @Provide
  Arbitrary<Original> originals() {
    var texts =
        Arbitraries.strings().withCharRange('\0', '\ud7ff').withChars("\n\"\\ ").ofMaxLength(30);
    var paths =
        Arbitraries.strings()
            .withCharRange('!', '~')
            .withChars("\u00e9 ")
            .excludeChars('/', '.')
            .ofMinLength(1)
            .ofMaxLength(12)
            .list()
            .ofMaxSize(4)
            .map(names -> new CgroupPath(String.join("/", names)));
    var processes =
        Combinators.combine(
                Arbitraries.integers().between(1, 1 << 22), Arbitraries.longs().greaterOrEqual(0))
            .as(ProcessId::new);
    var threads = processes.map(process -> new ThreadId(process.pid(), process.startTicks()));
    var numbers = Arbitraries.integers();
    var names = Arbitraries.of("memory", "cpu", "cpuset", "pids").set().ofMinSize(1);
    return Arbitraries.oneOf(
        paths.map(Original.Created::new),
        Combinators.combine(paths, Arbitraries.longs(), texts, texts, texts.set().ofMaxSize(9))
            .as(Original.KnobValue::new),
        Combinators.combine(paths, names).as(Original.Controllers::new),
        Combinators.combine(processes, paths).as(Original.Home::new),
        Combinators.combine(processes, paths, numbers, numbers.set().ofMaxSize(9))
            .as(Original.OomScoreAdj::new),
        Combinators.combine(threads, schedulings(), schedulings())
            .as(Original.ThreadScheduling::new),
        Combinators.combine(numbers, numbers.set().ofMaxSize(3)).as(Original.Swappiness::new));
  }

  /** Also those that no kernel has: what was written is read, whatever a later version allows. */
  private static Arbitrary<SchedAttr> schedulings() {
    return Combinators.combine(
            Arbitraries.of(Policy.class).optional(),
            Arbitraries.integers(),
            Arbitraries.integers(),
            Arbitraries.of(true, false))
        .as(SchedAttr::new);
  }
}
