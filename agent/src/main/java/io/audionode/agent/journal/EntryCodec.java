package io.audionode.agent.journal;

import io.audionode.agent.model.Original;
import io.audionode.cgroupfs.proc.ProcessId;
import io.audionode.cgroupfs.proc.SchedAttr;
import io.audionode.cgroupfs.proc.Scheduling.Policy;
import io.audionode.cgroupfs.proc.ThreadId;
import io.audionode.cgroupfs.tree.CgroupPath;
import java.nio.charset.StandardCharsets;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.zip.CRC32C;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/** A line of the journal as text: eight hexadecimal digits of CRC-32C, a space, one JSON object. */
final class EntryCodec {
  private static final int CHECKSUM_DIGITS = 8;

  private final JsonMapper json = JsonMapper.shared();

  String line(Entry entry) {
    var text = json.writeValueAsString(node(entry));
    return checksum(text) + " " + text;
  }

  /** The entry of a line; empty when the line was not written whole. */
  Optional<Entry> entry(String line) {
    if (line.length() <= CHECKSUM_DIGITS) {
      return Optional.empty();
    }
    var text = line.substring(CHECKSUM_DIGITS + 1);
    if (!line.startsWith(checksum(text) + " ")) {
      return Optional.empty();
    }
    try {
      return Optional.of(entry(json.readTree(text)));
    } catch (JacksonException | IllegalArgumentException e) {
      throw new JournalException("a line is whole but not understood: " + text, e);
    }
  }

  private static String checksum(String text) {
    var crc = new CRC32C();
    crc.update(text.getBytes(StandardCharsets.UTF_8));
    return "%08x".formatted(crc.getValue());
  }

  private ObjectNode node(Entry entry) {
    var node = json.createObjectNode();
    return switch (entry) {
      case Entry.Header(var schema, var bootId) ->
          node.put("kind", "journal").put("schema", schema).put("boot", bootId);
      case Entry.Closed(var key) -> node.put("kind", "closed").put("key", key);
      case Entry.Opened(var original) -> node(node, original);
    };
  }

  private static ObjectNode node(ObjectNode node, Original original) {
    return switch (original) {
      case Original.Created(var cgroup) ->
          node.put("kind", "created").put("cgroup", cgroup.value());
      case Original.KnobValue(var cgroup, var inode, var file, var found, var given) -> {
        node.put("kind", "knob").put("cgroup", cgroup.value()).put("inode", inode);
        node.put("file", file).put("found", found);
        given(node, given);
        yield node;
      }
      case Original.Controllers(var cgroup, var enabled) ->
          node.put("kind", "controllers")
              .put("cgroup", cgroup.value())
              .put("enabled", String.join(" ", new TreeSet<>(enabled)));
      case Original.Home(var process, var cgroup) ->
          process(node.put("kind", "home"), process).put("cgroup", cgroup.value());
      case Original.OomScoreAdj(var process, var home, var found, var given) -> {
        process(node.put("kind", "oom_score_adj"), process);
        node.put("cgroup", home.value()).put("found", found);
        given(node, texts(given));
        yield node;
      }
      case Original.ThreadScheduling(var thread, var found, var given) -> {
        node.put("kind", "scheduling").put("tid", thread.tid()).put("start", thread.startTicks());
        scheduling(node.putObject("found"), found);
        scheduling(node.putObject("given"), given);
        yield node;
      }
      case Original.Swappiness(var found, var given) -> {
        node.put("kind", "swappiness").put("found", found);
        given(node, texts(given));
        yield node;
      }
    };
  }

  private static Set<String> texts(Set<Integer> numbers) {
    return numbers.stream().map(String::valueOf).collect(Collectors.toSet());
  }

  private static void given(ObjectNode node, Set<String> given) {
    if (!given.isEmpty()) {
      var values = node.putArray("given");
      new TreeSet<>(given).forEach(values::add);
    }
  }

  private static void scheduling(ObjectNode node, SchedAttr attr) {
    attr.policy().ifPresent(policy -> node.put("policy", policy.name()));
    node.put("priority", attr.priority()).put("nice", attr.nice()).put("reset", attr.resetOnFork());
  }

  private static ObjectNode process(ObjectNode node, ProcessId process) {
    return node.put("pid", process.pid()).put("start", process.startTicks());
  }

  private static Entry entry(JsonNode node) {
    return switch (text(node, "kind")) {
      case "journal" -> new Entry.Header(number(node, "schema"), text(node, "boot"));
      case "closed" -> new Entry.Closed(text(node, "key"));
      case "created" -> opened(new Original.Created(cgroup(node)));
      case "knob" ->
          opened(
              new Original.KnobValue(
                  cgroup(node),
                  node.required("inode").longValue(),
                  text(node, "file"),
                  text(node, "found"),
                  given(node)));
      case "controllers" -> opened(new Original.Controllers(cgroup(node), words(node)));
      case "home" -> opened(new Original.Home(process(node), cgroup(node)));
      case "oom_score_adj" ->
          opened(
              new Original.OomScoreAdj(
                  process(node), cgroup(node), number(node, "found"), numbers(given(node))));
      case "scheduling" -> opened(scheduling(node));
      case "swappiness" -> opened(swappiness(node));
      default -> throw new IllegalArgumentException("kind is " + node.required("kind"));
    };
  }

  private static Original swappiness(JsonNode node) {
    return new Original.Swappiness(number(node, "found"), numbers(given(node)));
  }

  private static Set<Integer> numbers(Set<String> texts) {
    return texts.stream().map(Integer::valueOf).collect(Collectors.toSet());
  }

  private static Entry opened(Original original) {
    return new Entry.Opened(original);
  }

  private static Original scheduling(JsonNode node) {
    return new Original.ThreadScheduling(
        new ThreadId(number(node, "tid"), node.required("start").longValue()),
        attr(node.required("found")),
        attr(node.required("given")));
  }

  private static SchedAttr attr(JsonNode node) {
    return new SchedAttr(
        Optional.ofNullable(node.get("policy")).map(it -> Policy.valueOf(it.stringValue())),
        number(node, "priority"),
        number(node, "nice"),
        node.required("reset").booleanValue());
  }

  private static String text(JsonNode node, String field) {
    return node.required(field).stringValue();
  }

  private static int number(JsonNode node, String field) {
    return node.required(field).intValue();
  }

  private static CgroupPath cgroup(JsonNode node) {
    return new CgroupPath(text(node, "cgroup"));
  }

  private static ProcessId process(JsonNode node) {
    return new ProcessId(number(node, "pid"), node.required("start").longValue());
  }

  /** Lines of earlier versions do not have it, or one alone, which tells nothing of later ones. */
  private static Set<String> given(JsonNode node) {
    var given = new HashSet<String>();
    node.path("given").forEach(value -> given.add(value.stringValue()));
    return given;
  }

  private static Set<String> words(JsonNode node) {
    return new HashSet<>(List.of(text(node, "enabled").split(" ")));
  }
}
