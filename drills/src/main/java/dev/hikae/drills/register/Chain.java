package dev.hikae.drills.register;

import dev.hikae.config.id.RunId;
import dev.hikae.drills.register.Register.Leaf;
import dev.hikae.drills.sign.NotVerified;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * The leaves of a register from the first on, in order: sequence numbers without gaps, each run's own too.
 *
 * <p>Not for several threads; its owner guards it.
 */
public final class Chain {
    private final List<Leaf> leaves = new ArrayList<>();
    private final List<byte[]> hashes = new ArrayList<>();
    private final MerkleTree tree = new MerkleTree(hashes);
    private final Map<RunId, Long> runSeqs = new HashMap<>();

    /** Adds the next leaf from its bytes. */
    public Leaf add(byte[] line) throws NotVerified {
        Leaf leaf = LeafForm.parse(line);
        if (leaf.seq() != leaves.size()) {
            throw new NotVerified("leaf " + leaves.size() + " calls itself " + leaf.seq());
        }
        long expected = leaf.run().map(this::nextRunSeq).orElse(0L);
        if (leaf.runSeq() != expected) {
            throw new NotVerified("leaf " + leaf.seq() + " has run_seq " + leaf.runSeq() + ", not " + expected);
        }
        leaves.add(leaf);
        hashes.add(MerkleTree.leafHash(line));
        leaf.run().ifPresent(run -> runSeqs.put(run, leaf.runSeq()));
        return leaf;
    }

    long nextRunSeq(RunId run) {
        return runSeqs.getOrDefault(run, 0L) + 1;
    }

    public int size() {
        return leaves.size();
    }

    /** A copy of leaves {@code [from, to)}. */
    public List<Leaf> leaves(int from, int to) {
        return List.copyOf(leaves.subList(from, to));
    }

    public MerkleTree tree() {
        return tree;
    }
}
