package dev.hikae.engine.pack;

import dev.hikae.engine.crypto.KeyedDigest;
import dev.hikae.engine.format.FormatException;

/** What a blob is; part of its id, so that content can never stand in for a tree page. */
public enum BlobKind {
    DATA(1),
    TREE(2);

    private final byte code;

    BlobKind(int code) {
        this.code = (byte) code;
    }

    /** As it is stored. */
    public byte code() {
        return code;
    }

    /** The kind stored under a code. */
    public static BlobKind of(int code) {
        return switch (code) {
            case 1 -> DATA;
            case 2 -> TREE;
            default -> throw new FormatException("holds a blob or pack of the unknown kind " + code);
        };
    }

    /** The id of a blob of this kind with this content. */
    public BlobId idOf(KeyedDigest digest, byte[] data, int offset, int length) {
        return BlobId.of(digest.digest(code, data, offset, length));
    }
}
