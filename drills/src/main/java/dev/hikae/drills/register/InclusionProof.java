package dev.hikae.drills.register;

import dev.hikae.drills.sign.LogVerifierKey;
import dev.hikae.drills.sign.NotVerified;
import java.util.Base64;
import java.util.List;

/** A C2SP {@code tlog-proof@v1}: a leaf's index, its audit path and the checkpoint it leads to. */
public record InclusionProof(long index, List<byte[]> path, String checkpoint) {
    private static final String HEAD = "c2sp.org/tlog-proof@v1";

    public InclusionProof {
        path = List.copyOf(path);
    }

    /** As written in a {@code .tlog-proof} file. */
    public String text() {
        StringBuilder text =
                new StringBuilder(HEAD).append("\nindex ").append(index).append('\n');
        path.forEach(
                hash -> text.append(Base64.getEncoder().encodeToString(hash)).append('\n'));
        return text.append('\n').append(checkpoint).toString();
    }

    /** Reads {@link #text}'s form and no other. */
    public static InclusionProof parse(String text) throws NotVerified {
        int cut = text.indexOf("\n\n");
        try {
            List<String> lines = text.substring(0, Math.max(cut, 0)).lines().toList();
            if (lines.size() >= 2 && lines.get(1).startsWith("index ")) {
                List<byte[]> path =
                        lines.stream().skip(2).map(Base64.getDecoder()::decode).toList();
                InclusionProof read =
                        new InclusionProof(Long.parseLong(lines.get(1).substring(6)), path, text.substring(cut + 2));
                if (read.text().equals(text)) {
                    return read;
                }
            }
        } catch (IllegalArgumentException e) {
            throw new NotVerified("not a tlog-proof: " + e.getMessage(), e);
        }
        throw new NotVerified("not a tlog-proof");
    }

    /** Requires that the leaf lies in the log whose key this is; gives the checkpoint. */
    public Checkpoint verify(byte[] leaf, LogVerifierKey key) throws NotVerified {
        Checkpoint head = Checkpoint.open(checkpoint, key);
        if (!MerkleTree.includes(head.root(), head.size(), index, MerkleTree.leafHash(leaf), path)) {
            throw new NotVerified("the audit path does not lead from the leaf to the checkpoint's root");
        }
        return head;
    }
}
