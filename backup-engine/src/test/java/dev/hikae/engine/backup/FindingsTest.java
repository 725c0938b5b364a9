package dev.hikae.engine.backup;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.hikae.config.text.Text;
import dev.hikae.engine.BackupResult.Counts;
import dev.hikae.engine.EngineError;
import dev.hikae.engine.RawPath;
import dev.hikae.engine.file.SourceException;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

final class FindingsTest {
    private static SourceException refused() {
        return new SourceException(null, Optional.empty(), Text.of(EngineError.BUNDLE, "backup.torn"), false);
    }

    @Test
    void whatIsTolerated_hidesNothingElse_andAllIsCounted() {
        var findings = new Findings(List.of(RawPath.of("/closed")));
        for (int i = 0; i < 2500; i++) {
            findings.failed(RawPath.of("/closed/" + i), refused());
        }
        findings.torn(RawPath.of("/data/log"));
        assertTrue(findings.complete());
        assertEquals(new Counts(0, 1, 2500), findings.counts());
        assertEquals(1001, findings.warnings().size());
        assertEquals(RawPath.of("/data/log"), findings.warnings().getFirst().path());
        findings.failed(RawPath.of("/closedtoo"), refused());
        assertFalse(findings.complete());
        assertEquals(1, findings.counts().unreadable());
    }
}
