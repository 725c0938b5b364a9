package dev.hikae.server.audit;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.hikae.server.audit.AuditRecord.Draft;
import dev.hikae.server.audit.AuditRecord.Phase;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AuditTrailTest {
    @TempDir
    @SuppressWarnings("NullAway.Init")
    Path folder;

    private AuditTrail open() {
        return AuditTrail.open(folder, InstantSource.system());
    }

    private Path file() {
        return folder.resolve("audit.jsonl");
    }

    private static Draft draft(int i) {
        return new Draft("olga", "start backup", "/api/v1/backups", Map.of("n", String.valueOf(i)));
    }

    private void fill(int lines) {
        try (AuditTrail trail = open()) {
            for (int i = 0; i < lines; i++) {
                trail.event(draft(i));
            }
        }
    }

    @Test
    void intentAndOutcome_survivesReopening() {
        try (AuditTrail trail = open()) {
            trail.intend(draft(1)).done(Map.of("status", "202"));
        }
        try (AuditTrail trail = open()) {
            List<AuditRecord> records = trail.newest(Long.MAX_VALUE, 10);
            assertEquals(2, records.size());
            assertEquals(Phase.DONE, records.getFirst().phase());
            assertEquals(Optional.of(1L), records.getFirst().completes());
            assertEquals(Optional.empty(), trail.firstBroken());
        }
    }

    @Test
    void changedByte_isFoundAtItsLine() throws IOException {
        fill(5);
        List<String> lines = Files.readAllLines(file());
        lines.set(2, lines.get(2).replace("olga", "oleg"));
        Files.write(file(), lines);
        assertEquals(Optional.of(3L), AuditFile.firstBroken(file()));
    }

    @Test
    void removedLine_isFound() throws IOException {
        fill(5);
        List<String> lines = Files.readAllLines(file());
        lines.remove(2);
        Files.write(file(), lines);
        assertEquals(Optional.of(3L), AuditFile.firstBroken(file()));
    }

    @Test
    void brokenTrail_isKeptAside_andTheNewOneSaysSo() throws IOException {
        fill(5);
        Files.writeString(file(), Files.readString(file()).replace("\"n\":\"1\"", "\"n\":\"9\""));
        try (AuditTrail trail = open()) {
            AuditRecord first = trail.newest(Long.MAX_VALUE, 10).getLast();
            assertEquals("begin audit trail", first.action());
            assertTrue(Files.exists(folder.resolve(first.subject())));
        }
    }

    @Test
    void tornLastLine_isDroppedAndTheChainGoesOn() throws IOException {
        fill(3);
        Files.writeString(file(), "{\"seq\":4,\"at\":\"20", StandardCharsets.UTF_8, StandardOpenOption.APPEND);
        try (AuditTrail trail = open()) {
            assertEquals(3, trail.size());
            trail.event(draft(4));
            assertEquals(Optional.empty(), trail.firstBroken());
            assertEquals(4, trail.newest(Long.MAX_VALUE, 10).size());
        }
    }

    @Test
    void lastLineWithoutItsEnd_isCompleted() throws IOException {
        fill(3);
        String text = Files.readString(file());
        Files.writeString(file(), text.substring(0, text.length() - 1));
        try (AuditTrail trail = open()) {
            trail.event(draft(4));
            assertEquals(Optional.empty(), trail.firstBroken());
            assertEquals(4, trail.size());
        }
    }

    @Test
    void oddText_isWrittenInCanonicalForm() {
        try (AuditTrail trail = open()) {
            trail.event(new Draft("e\u0301", "x\ud800y", "a\u0000b", Map.of("k", "z".repeat(9000))));
            assertEquals("\u00e9", trail.newest(Long.MAX_VALUE, 1).getFirst().actor());
            assertFalse(trail.newest(Long.MAX_VALUE, 1)
                            .getFirst()
                            .details()
                            .getOrDefault("k", "")
                            .length()
                    > 2000);
            assertEquals(Optional.empty(), trail.firstBroken());
        }
    }

    @Test
    void partsOfTheTrail_followEachOther() {
        fill(25);
        try (AuditTrail trail = open()) {
            List<Long> seqs = Stream.concat(trail.newest(Long.MAX_VALUE, 20).stream(), trail.newest(6, 20).stream())
                    .map(AuditRecord::seq)
                    .toList();
            assertEquals(25, seqs.size());
            assertEquals(25L, seqs.getFirst());
            assertEquals(1L, seqs.getLast());
        }
    }
}
