package io.audionode.cgroupfs;

import static java.util.stream.Collectors.toMap;

import com.tngtech.archunit.core.domain.JavaMethod;
import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import io.audionode.cgroupfs.tree.Knobs;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Every parser of this module's main classes, found in the class files, so that none can be
 * forgotten: static methods called {@code parse} that take text, and each knob's own grammar.
 */
final class Parsers {
  private Parsers() {}

  /** By class, or by control file; one that takes several texts is given the same for each. */
  static Map<String, Function<String, ?>> all() {
    var parsers = new HashMap<String, Function<String, ?>>(ofClasses());
    Knobs.all().stream()
        .filter(knob -> knob.isReadable())
        .forEach(knob -> parsers.put(knob.file(), knob::parse));
    return Map.copyOf(parsers);
  }

  private static Map<String, Function<String, ?>> ofClasses() {
    return new ClassFileImporter()
            .withImportOption(new ImportOption.DoNotIncludeTests())
            .importPackages("io.audionode.cgroupfs")
            .stream()
            .flatMap(type -> type.getMethods().stream())
            .filter(Parsers::parses)
            .map(JavaMethod::reflect)
            .collect(toMap(method -> method.getDeclaringClass().getSimpleName(), Parsers::call));
  }

  private static boolean parses(JavaMethod method) {
    return method.getName().equals("parse")
        && method.getModifiers().contains(JavaModifier.STATIC)
        && method.getRawParameterTypes().stream()
            .allMatch(type -> type.isEquivalentTo(String.class));
  }

  private static Function<String, @Nullable Object> call(Method parse) {
    parse.setAccessible(true);
    return text -> {
      var arguments = new Object[parse.getParameterCount()];
      Arrays.fill(arguments, text);
      try {
        return parse.invoke(null, arguments);
      } catch (InvocationTargetException e) {
        throw thrown(e.getCause());
      } catch (IllegalAccessException e) {
        throw new AssertionError(e);
      }
    };
  }

  private static RuntimeException thrown(@Nullable Throwable cause) {
    if (cause instanceof RuntimeException e) {
      return e;
    }
    throw cause instanceof Error e ? e : new AssertionError(cause);
  }
}
