package dev.hikae.engine.survey;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.hikae.engine.FindRequest;
import dev.hikae.engine.RawPath;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import org.junit.jupiter.api.Test;

class WantedTest {
    private static boolean found(boolean ignoreCase, String pattern, String path) {
        var request = new FindRequest(
                List.of(pattern),
                ignoreCase,
                List.of(),
                Set.of(),
                OptionalLong.empty(),
                OptionalLong.empty(),
                Optional.empty(),
                Optional.empty(),
                List.of());
        return new Wanted(request).path(RawPath.of(path), false);
    }

    @Test
    void caseIsIgnored_inTextsAndClasses() {
        for (String pattern : List.of("ÄB*", "[[:upper:]]b.TXT", "d/Ä?.txt")) {
            assertEquals(true, found(true, pattern, "/D/äb.txt") || found(true, pattern, "/D/xb.txt"), pattern);
            assertEquals(false, found(false, pattern, "/D/äb.txt") || found(false, pattern, "/D/xb.txt"), pattern);
        }
    }
}
