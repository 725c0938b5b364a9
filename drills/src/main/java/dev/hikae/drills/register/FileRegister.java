package dev.hikae.drills.register;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.hikae.config.error.HikaeException;
import dev.hikae.drills.EvidenceError;
import dev.hikae.drills.sign.LogKey;
import dev.hikae.drills.sign.NotVerified;
import dev.hikae.drills.sign.PrivateFiles;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * The register in a folder: {@code leaves.jsonl}, {@code bodies/}, {@code checkpoint}, {@code lock}.
 *
 * <p>Opening reads every leaf, requires sequence numbers without gaps and requires the leaves to lead to the root of the
 * last checkpoint signed here, so leaves cut off at the end are noticed. An incomplete last line (a crash within an
 * append that never returned) is removed; any other damage is refused. Safe for several threads.
 */
public final class FileRegister implements Register {
    private final Path folder;
    private final LogKey key;
    private final InstantSource clock;
    private final SecureRandom random;
    private final Chain chain;
    private final LeafFile file;
    private final Bodies bodies;

    private FileRegister(Path folder, LogKey key, InstantSource clock, SecureRandom random, LeafFile file) {
        this.folder = folder;
        this.key = key;
        this.clock = clock;
        this.random = random;
        this.file = file;
        this.chain = new Chain();
        this.bodies = new Bodies(folder.resolve("bodies"));
    }

    /** Opens the register in this folder, or starts one. It is this process's alone until closed. */
    public static FileRegister open(Path folder, LogKey key, InstantSource clock, SecureRandom random) {
        try {
            PrivateFiles.folder(folder.resolve("bodies"));
            LeafFile file = LeafFile.open(folder);
            try {
                FileRegister register = new FileRegister(folder, key, clock, random, file);
                register.load();
                PrivateFiles.force(folder);
                return register;
            } catch (IOException | RuntimeException e) {
                file.close();
                throw e;
            }
        } catch (IOException e) {
            throw new HikaeException(e, EvidenceError.REGISTER_FILES, folder, String.valueOf(e.getMessage()));
        }
    }

    private void load() throws IOException {
        try {
            for (byte[] line : file.lines()) {
                chain.add(line);
            }
            Path signed = folder.resolve("checkpoint");
            if (Files.exists(signed)) {
                requireContains(Checkpoint.open(Files.readString(signed), key.verifier()));
            }
        } catch (NotVerified e) {
            throw new HikaeException(e, EvidenceError.REGISTER_DAMAGED, folder, chain.size(), e.reason());
        }
    }

    private void requireContains(Checkpoint head) throws NotVerified {
        if (head.size() > chain.size()) {
            throw new NotVerified("the last checkpoint counts " + head.size() + " leaves");
        }
        if (!Arrays.equals(chain.tree().root((int) head.size()), head.root())) {
            throw new NotVerified("the leaves do not lead to the root of the last checkpoint");
        }
    }

    @Override
    public synchronized Leaf append(Draft draft) {
        byte[] salt = new byte[Bodies.SALT_BYTES];
        random.nextBytes(salt);
        Leaf leaf = next(draft, Bodies.commit(salt, draft.body()));
        byte[] line = LeafForm.bytes(leaf);
        if (line.length > LeafForm.MAX_BYTES) {
            throw new HikaeException(EvidenceError.LEAF_TOO_LARGE, line.length, LeafForm.MAX_BYTES);
        }
        try {
            // The body first: a leaf must never commit to a body that a crash took.
            bodies.write(leaf.seq(), salt, draft.body());
            file.append(line);
            return chain.add(line);
        } catch (IOException e) {
            throw new HikaeException(e, EvidenceError.REGISTER_FILES, folder, String.valueOf(e.getMessage()));
        } catch (NotVerified e) {
            throw new IllegalStateException("bug: a leaf of ours that we do not accept", e);
        }
    }

    private Leaf next(Draft draft, String commit) {
        return new Leaf(
                chain.size(),
                draft.kind(),
                draft.run(),
                draft.run().map(chain::nextRunSeq).orElse(0L),
                draft.planSha256(),
                clock.instant().truncatedTo(ChronoUnit.MILLIS),
                draft.outcome(),
                due(draft.body()),
                commit);
    }

    private static Optional<Instant> due(ObjectNode body) {
        try {
            return Optional.ofNullable(body.get("due"))
                    .map(text -> Instant.parse(text.asText()).truncatedTo(ChronoUnit.MILLIS));
        } catch (DateTimeException e) {
            throw new IllegalArgumentException("bug: due is not an RFC 3339 time", e);
        }
    }

    @Override
    public synchronized long size() {
        return chain.size();
    }

    @Override
    public synchronized List<Leaf> leaves(long from, long to) {
        if (from < 0 || to > chain.size() || from > to) {
            throw new HikaeException(EvidenceError.NO_SUCH_LEAF, Math.max(from, to - 1), chain.size());
        }
        return chain.leaves((int) from, (int) to);
    }

    @Override
    public Optional<ObjectNode> body(long seq) {
        Leaf leaf = leaves(seq, seq + 1).getFirst();
        return saltedBody(seq).map(salted -> {
            try {
                return Bodies.open(salted, leaf.bodyCommit());
            } catch (NotVerified e) {
                throw new HikaeException(e, EvidenceError.REGISTER_DAMAGED, folder, seq, e.reason());
            }
        });
    }

    @Override
    public Optional<ObjectNode> saltedBody(long seq) {
        try {
            return bodies.read(seq);
        } catch (IOException e) {
            throw new HikaeException(e, EvidenceError.REGISTER_FILES, folder, String.valueOf(e.getMessage()));
        }
    }

    @Override
    public synchronized String checkpoint() {
        Checkpoint head =
                new Checkpoint(key.verifier().name(), chain.size(), chain.tree().root(chain.size()));
        String note = key.sign(head.text());
        try {
            PrivateFiles.write(folder.resolve("checkpoint"), note.getBytes(StandardCharsets.UTF_8));
            PrivateFiles.force(folder);
        } catch (IOException e) {
            throw new HikaeException(e, EvidenceError.REGISTER_FILES, folder, String.valueOf(e.getMessage()));
        }
        return note;
    }

    @Override
    public synchronized String proof(long seq) {
        if (seq < 0 || seq >= chain.size()) {
            throw new HikaeException(EvidenceError.NO_SUCH_LEAF, seq, chain.size());
        }
        return new InclusionProof(seq, chain.tree().inclusion((int) seq, chain.size()), checkpoint()).text();
    }

    @Override
    public synchronized void close() {
        file.close();
    }
}
