package dev.hikae.config.json;

import com.fasterxml.jackson.annotation.JsonTypeInfo;
import com.fasterxml.jackson.databind.cfg.MapperConfig;
import com.fasterxml.jackson.databind.introspect.Annotated;
import com.fasterxml.jackson.databind.introspect.AnnotatedClass;
import com.fasterxml.jackson.databind.introspect.JacksonAnnotationIntrospector;
import com.fasterxml.jackson.databind.jsontype.NamedType;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Teaches Jackson this project's sealed interfaces and enums without an annotation on each. */
final class OurTypes extends JacksonAnnotationIntrospector {
    private static final long serialVersionUID = 1L;

    @Override
    public JsonTypeInfo.@Nullable Value findPolymorphicTypeInfo(MapperConfig<?> config, Annotated annotated) {
        JsonTypeInfo.Value declared = super.findPolymorphicTypeInfo(config, annotated);
        if (declared != null
                || !(annotated instanceof AnnotatedClass)
                || sealedAbove(annotated).isEmpty()) {
            return declared;
        }
        return JsonTypeInfo.Value.construct(
                JsonTypeInfo.Id.NAME, JsonTypeInfo.As.PROPERTY, "type", null, false, Boolean.TRUE);
    }

    @Override
    public @Nullable List<NamedType> findSubtypes(Annotated annotated) {
        Class<?> type = annotated.getRawType();
        return ours(type) && type.isInterface() && type.isSealed()
                ? leaves(type)
                        .map(c -> new NamedType(c, kebab(c.getSimpleName())))
                        // Those who describe types take some out in place.
                        .collect(Collectors.toCollection(ArrayList::new))
                : super.findSubtypes(annotated);
    }

    @Override
    public @Nullable String findTypeName(AnnotatedClass annotated) {
        return sealedAbove(annotated).isPresent() && !annotated.getRawType().isInterface()
                ? kebab(annotated.getRawType().getSimpleName())
                : super.findTypeName(annotated);
    }

    @Override
    public String[] findEnumValues(
            MapperConfig<?> config, AnnotatedClass annotated, Enum<?>[] values, @Nullable String[] names) {
        @Nullable String[] found = super.findEnumValues(config, annotated, values, names);
        for (int i = 0; i < values.length; i++) {
            if (found[i] == null && ours(values[i].getDeclaringClass())) {
                found[i] = values[i].name().toLowerCase(Locale.ROOT).replace('_', '-');
            }
        }
        return found;
    }

    private static Optional<Class<?>> sealedAbove(Annotated annotated) {
        Class<?> type = annotated.getRawType();
        return Stream.concat(Stream.of(type), Arrays.stream(type.getInterfaces()))
                .filter(c -> ours(c) && c.isInterface() && c.isSealed())
                .findFirst();
    }

    private static Stream<Class<?>> leaves(Class<?> sealed) {
        return Arrays.stream(sealed.getPermittedSubclasses())
                .flatMap(c -> c.isInterface() && c.isSealed() ? leaves(c) : Stream.<Class<?>>of(c));
    }

    private static boolean ours(Class<?> type) {
        return type.getName().startsWith("dev.hikae.");
    }

    /** {@code RandomWithin} as {@code random-within}. */
    static String kebab(String camel) {
        return camel.replaceAll("(?<=[a-z0-9])(?=[A-Z])", "-").toLowerCase(Locale.ROOT);
    }
}
