package dev.hikae.engine.model;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * The rules of docs/PROTOCOL.md keep every promise in every state.
 *
 * <p>{@code -Dhikae.model=deep} adds configurations that take minutes, and a few GiB of memory; {@code -Dhikae.model.print=true} prints
 * how many states there are.
 */
class ModelCheckTest {
    private static final int MOST = 200_000_000;

    static Stream<Configuration> configurations() {
        Stream<Configuration> deep = "deep".equals(System.getProperty("hikae.model"))
                ? Configurations.deep(Set.of()).stream()
                : Stream.empty();
        return Stream.concat(Configurations.standard(Set.of()).stream(), deep);
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("configurations")
    void everyStateKeepsEveryPromise(Configuration configuration) {
        Found found = configuration.search(MOST);
        if (Boolean.getBoolean("hikae.model.print")) {
            System.out.println(configuration + ": " + found);
        }
        assertEquals(Optional.empty(), found.broken(), found::toString);
        assertTrue(found.complete(), found::toString);
    }
}
