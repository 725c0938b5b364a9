package dev.hikae.drills.register;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.hikae.config.error.HikaeException;
import dev.hikae.config.id.Ids;
import dev.hikae.config.id.RunId;
import dev.hikae.drills.EvidenceError;
import dev.hikae.drills.register.Register.Draft;
import dev.hikae.drills.register.Register.Kind;
import dev.hikae.drills.register.Register.Leaf;
import dev.hikae.drills.sign.LogKey;
import dev.hikae.drills.sign.NotVerified;
import dev.hikae.drills.sign.SamplePki;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.security.SecureRandom;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class FileRegisterTest {
    private final SecureRandom random = new SecureRandom();
    private final Ids ids = new Ids(SamplePki.CLOCK, random);
    private final LogKey key;

    FileRegisterTest(@TempDir Path keys) {
        key = SamplePki.in(keys).logKey();
    }

    private FileRegister open(Path folder) {
        return FileRegister.open(folder, key, SamplePki.CLOCK, random);
    }

    private static Draft draft(Kind kind, RunId run) {
        ObjectNode body = JsonNodeFactory.instance.objectNode().put("who", "当直 太郎");
        return new Draft(kind, Optional.of(run), Optional.empty(), Optional.empty(), body);
    }

    @Test
    void leavesAndBodies_surviveReopening(@TempDir Path folder) {
        RunId run = ids.run();
        List<Leaf> written;
        try (FileRegister register = open(folder)) {
            written = List.of(
                    register.append(draft(Kind.RUN_PLANNED, run)),
                    register.append(draft(Kind.RUN_STARTED, ids.run())),
                    register.append(draft(Kind.RUN_STARTED, run)));
        }
        try (FileRegister register = open(folder)) {
            assertEquals(written, register.leaves(0, register.size()));
            assertEquals(2, register.leaves(2, 3).getFirst().runSeq());
            assertEquals("当直 太郎", register.body(1).orElseThrow().path("who").asText());
            assertEquals(3, register.append(draft(Kind.RUN_FINISHED, run)).runSeq());
        }
    }

    @Test
    void tornLastLine_isCutOff_andTheNextAppendIsWhole(@TempDir Path folder) throws IOException {
        RunId run = ids.run();
        try (FileRegister register = open(folder)) {
            register.append(draft(Kind.RUN_STARTED, run));
            register.append(draft(Kind.RUN_FINISHED, run));
        }
        Path file = folder.resolve("leaves.jsonl");
        String whole = Files.readString(file);
        Files.writeString(file, whole.substring(0, whole.length() - 7));
        try (FileRegister register = open(folder)) {
            assertEquals(1, register.size());
            assertEquals(2, register.append(draft(Kind.RUN_ABORTED, run)).runSeq());
        }
        try (FileRegister register = open(folder)) {
            assertEquals(2, register.size());
        }
    }

    @Test
    void changedOrRemovedLeaf_isRefusedAtOpening(@TempDir Path folder) throws IOException {
        RunId run = ids.run();
        try (FileRegister register = open(folder)) {
            register.append(draft(Kind.RUN_STARTED, run));
            register.append(draft(Kind.RUN_FINISHED, run));
            register.append(draft(Kind.HEARTBEAT, ids.run()));
            assertFalse(register.checkpoint().isEmpty());
        }
        Path file = folder.resolve("leaves.jsonl");
        List<String> lines = Files.readAllLines(file);
        refused(folder, file, List.of(lines.get(0), lines.get(2)));
        refused(folder, file, lines.subList(0, 2));
        refused(folder, file, List.of(lines.get(0).replace("run.started", "run.aborted"), lines.get(1), lines.get(2)));
        refused(folder, file, List.of(lines.get(0) + " ", lines.get(1), lines.get(2)));
    }

    private void refused(Path folder, Path file, List<String> lines) throws IOException {
        Files.write(file, lines);
        HikaeException thrown = assertThrows(HikaeException.class, () -> open(folder));
        assertEquals(EvidenceError.REGISTER_DAMAGED, thrown.code());
    }

    @Test
    void secondOpening_isRefusedWhileTheFirstHolds(@TempDir Path folder) {
        try (FileRegister register = open(folder)) {
            assertEquals(0, register.size());
            HikaeException thrown = assertThrows(HikaeException.class, () -> open(folder));
            assertEquals(EvidenceError.REGISTER_IN_USE, thrown.code());
        }
        open(folder).close();
    }

    @Test
    void tooLongLeaf_isRefusedAndLeavesNothing(@TempDir Path folder) {
        Draft draft = new Draft(
                Kind.HEARTBEAT,
                Optional.empty(),
                Optional.empty(),
                Optional.of("x".repeat(1024)),
                JsonNodeFactory.instance.objectNode());
        try (FileRegister register = open(folder)) {
            HikaeException thrown = assertThrows(HikaeException.class, () -> register.append(draft));
            assertEquals(EvidenceError.LEAF_TOO_LARGE, thrown.code());
            assertEquals(0, register.size());
        }
    }

    @Test
    void erasedBody_isEmpty_changedBody_isReported(@TempDir Path folder) throws IOException {
        try (FileRegister register = open(folder)) {
            register.append(draft(Kind.RUN_STARTED, ids.run()));
            Path body = folder.resolve("bodies/000000/0.json");
            Files.writeString(body, Files.readString(body).replace("太郎", "花子"), StandardOpenOption.TRUNCATE_EXISTING);
            assertThrows(HikaeException.class, () -> register.body(0));
            Files.delete(body);
            assertTrue(register.body(0).isEmpty());
        }
        open(folder).close();
    }

    @Test
    void proofOfEveryLeaf_leadsToTheCheckpoint(@TempDir Path folder) throws NotVerified {
        try (FileRegister register = open(folder)) {
            for (int i = 0; i < 21; i++) {
                register.append(draft(Kind.RUN_STARTED, ids.run()));
            }
            for (Leaf leaf : register.leaves(0, 21)) {
                InclusionProof proof = InclusionProof.parse(register.proof(leaf.seq()));
                assertEquals(
                        21, proof.verify(LeafForm.bytes(leaf), key.verifier()).size());
                byte[] other = LeafForm.bytes(register.leaves(0, 1).getFirst());
                if (leaf.seq() > 0) {
                    assertThrows(NotVerified.class, () -> proof.verify(other, key.verifier()));
                }
            }
        }
    }
}
