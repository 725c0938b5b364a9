package dev.hikae.drills.register;

import dev.hikae.drills.sign.LogVerifierKey;
import dev.hikae.drills.sign.NotVerified;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;

/** What a C2SP {@code tlog-checkpoint} says: origin, number of leaves, root of the tree. */
public record Checkpoint(String origin, long size, byte[] root) {
    public Checkpoint {
        root = root.clone();
    }

    @Override
    public byte[] root() {
        return root.clone();
    }

    /** The note's text: three lines. */
    public String text() {
        return origin + "\n" + size + "\n" + Base64.getEncoder().encodeToString(root) + "\n";
    }

    /** Opens a signed note with the log's key. */
    public static Checkpoint open(String note, LogVerifierKey key) throws NotVerified {
        Checkpoint read = parse(key.open(note));
        if (!read.origin().equals(key.name())) {
            throw new NotVerified("the checkpoint is of another log: " + read.origin());
        }
        return read;
    }

    private static Checkpoint parse(String text) throws NotVerified {
        try {
            List<String> lines = text.lines().toList();
            if (lines.size() == 3) {
                Checkpoint read = new Checkpoint(
                        lines.get(0),
                        Long.parseLong(lines.get(1)),
                        Base64.getDecoder().decode(lines.get(2)));
                if (read.text().equals(text) && read.size >= 0 && read.root.length == 32) {
                    return read;
                }
            }
        } catch (IllegalArgumentException e) {
            throw new NotVerified("not a checkpoint: " + e.getMessage(), e);
        }
        throw new NotVerified("not a checkpoint");
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Checkpoint that
                && origin.equals(that.origin)
                && size == that.size
                && Arrays.equals(root, that.root);
    }

    @Override
    public int hashCode() {
        return text().hashCode();
    }

    @Override
    public String toString() {
        return text();
    }
}
