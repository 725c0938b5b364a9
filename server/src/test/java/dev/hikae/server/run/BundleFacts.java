package dev.hikae.server.run;

import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.hikae.drills.sign.EvidencePki;
import dev.hikae.drills.verify.EvidenceVerifier;
import dev.hikae.drills.verify.Question;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;

/** Verifies a bundle as an auditor would. */
final class BundleFacts {
    private BundleFacts() {}

    static void assertVerifies(Path bundle, EvidencePki pki) throws IOException {
        var result = EvidenceVerifier.verify(Files.readAllBytes(bundle), Question.root(pki.rootPem()));
        assertTrue(result.accepted(), () -> result.page(Locale.ENGLISH));
    }
}
