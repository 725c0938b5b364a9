package dev.hikae.drills.verify;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.hikae.drills.bundle.SampleBundle;
import dev.hikae.drills.verify.Check.Part;
import dev.hikae.drills.verify.Check.State;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class EvidenceVerifierTest {
    private final SampleBundle sample;
    private final byte[] bundle;
    private final Question question;

    EvidenceVerifierTest(@TempDir Path folder) throws IOException {
        sample = new SampleBundle(folder);
        bundle = sample.usual().zip();
        question = Question.root(sample.pki.rootPem());
    }

    @Test
    void wholeBundle_isAccepted_inBothLanguages() {
        Result result = EvidenceVerifier.verify(bundle, question);
        assertTrue(result.accepted(), result.page(Locale.ENGLISH));
        assertEquals(0, result.exitCode());
        assertEquals(Part.values().length - 1, result.checks().size());
        assertTrue(result.page(Locale.JAPANESE).contains("受理"), result.page(Locale.JAPANESE));
        assertTrue(result.page(Locale.ENGLISH).contains("built-in"));
    }

    @Test
    void withoutRoot_itIsNamed_andTheBundleNotAccepted() {
        Result result = EvidenceVerifier.verify(bundle, Question.nothing());
        assertEquals(4, result.exitCode());
        List<Part> open = result.checks().stream()
                .filter(check -> check.state() != State.PASS)
                .map(Check::part)
                .toList();
        assertEquals(List.of(Part.ROOT), open);
        assertTrue(result.page(Locale.ENGLISH).contains(sample.pki.rootFingerprint()));
        assertFalse(result.accepted());
    }
}
