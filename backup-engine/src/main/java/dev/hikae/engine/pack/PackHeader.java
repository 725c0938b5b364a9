package dev.hikae.engine.pack;

import dev.hikae.engine.crypto.HybridKem;
import dev.hikae.engine.format.FormatException;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** The clear beginning of a pack. */
record PackHeader(BlobKind kind, byte[] domainId, List<PackGroup> groups) {
    private static final byte[] MAGIC = "HIKAE1PK".getBytes(StandardCharsets.US_ASCII);
    private static final int AES_256_GCM = 1;

    /** Enough for the header of a pack with one group; a longer one is read again. */
    static final int USUAL = 2048;

    private static final int COUNT_AT = 8 + 1 + 1 + 16;
    private static final int GROUPS_AT = COUNT_AT + 2;
    /** The longest group there is: encapsulated to the reader key. */
    private static final int GROUP = 1 + 32 + 32 + 2 + 5 + HybridKem.ENCAPSULATION_LENGTH;

    PackHeader {
        groups = List.copyOf(groups);
    }

    byte[] encode() {
        int length = MAGIC.length + 1 + 1 + 16 + 2;
        for (PackGroup group : groups) {
            length += 1 + 32 + 32 + 2 + group.encapsulation().length;
        }
        var out = ByteBuffer.allocate(length).put(MAGIC).put(kind.code()).put((byte) AES_256_GCM);
        out.put(domainId).putShort((short) groups.size());
        for (PackGroup group : groups) {
            out.put((byte) group.source()).put(group.salt()).put(group.commitment());
            out.putShort((short) group.encapsulation().length).put(group.encapsulation());
        }
        return out.array();
    }

    /** How long a header that begins like this is at most. */
    static int lengthOf(ByteBuffer beginning) {
        if (beginning.remaining() < GROUPS_AT) {
            throw new FormatException("has a header that is cut off");
        }
        return GROUPS_AT + GROUP * (beginning.getShort(beginning.position() + COUNT_AT) & 0xffff);
    }

    static PackHeader parse(ByteBuffer in) {
        try {
            if (!ByteBuffer.wrap(take(in, 8)).equals(ByteBuffer.wrap(MAGIC))) {
                throw new FormatException("does not begin as a pack");
            }
            BlobKind kind = BlobKind.of(in.get());
            int sealing = in.get();
            if (sealing != AES_256_GCM) {
                throw new FormatException("is sealed by the unknown algorithm " + sealing);
            }
            byte[] domain = take(in, 16);
            int count = in.getShort() & 0xffff;
            var groups = new ArrayList<PackGroup>();
            for (int i = 0; i < count; i++) {
                groups.add(new PackGroup(in.get(), take(in, 32), take(in, 32), take(in, in.getShort() & 0xffff)));
            }
            return new PackHeader(kind, domain, groups);
        } catch (BufferUnderflowException e) {
            throw new FormatException("has a header that is cut off", e);
        }
    }

    PackGroup group(int number) {
        if (number >= groups.size()) {
            throw new FormatException("lacks key group " + number);
        }
        return groups.get(number);
    }

    private static byte[] take(ByteBuffer in, int length) {
        byte[] bytes = new byte[length];
        in.get(bytes);
        return bytes;
    }
}
