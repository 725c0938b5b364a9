package dev.hikae.drills.register;

import dev.hikae.drills.sign.Digests;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * The Merkle tree of RFC 6962 section 2.1 over leaf hashes: {@code SHA-256(0x00 ‖ leaf)}, {@code SHA-256(0x01 ‖ left ‖ right)}.
 *
 * <p>Computed from the leaves each time; a hundred thousand take some 50 ms.
 */
public final class MerkleTree {
    private static final byte[] LEAF = {0};
    private static final byte[] NODE = {1};

    private final List<byte[]> hashes;

    /** Over these leaf hashes, which the tree does not copy: the caller may append to the list. */
    public MerkleTree(List<byte[]> leafHashes) {
        this.hashes = leafHashes;
    }

    public static byte[] leafHash(byte[] leaf) {
        return Digests.sha256(LEAF, leaf);
    }

    public int size() {
        return hashes.size();
    }

    /** The root of the first {@code size} leaves. */
    public byte[] root(int size) {
        return size == 0 ? Digests.sha256() : node(0, size);
    }

    /** The audit path of a leaf in the tree of the first {@code size} leaves, lowest sibling first. */
    public List<byte[]> inclusion(int index, int size) {
        List<byte[]> path = new ArrayList<>();
        include(index, 0, size, path);
        return path;
    }

    private void include(int index, int from, int to, List<byte[]> path) {
        if (to - from == 1) {
            return;
        }
        int middle = from + split(to - from);
        if (index < middle) {
            include(index, from, middle, path);
            path.add(node(middle, to));
        } else {
            include(index, middle, to, path);
            path.add(node(from, middle));
        }
    }

    /** Proof that the tree of {@code size} leaves starts with that of {@code earlier}; RFC 6962 section 2.1.2. */
    public List<byte[]> consistency(int earlier, int size) {
        List<byte[]> path = new ArrayList<>();
        if (earlier > 0 && earlier < size) {
            sub(earlier, 0, size, true, path);
        }
        return path;
    }

    private void sub(int earlier, int from, int to, boolean whole, List<byte[]> path) {
        if (earlier == to) {
            if (!whole) {
                path.add(node(from, to));
            }
            return;
        }
        int middle = from + split(to - from);
        if (earlier <= middle) {
            sub(earlier, from, middle, whole, path);
            path.add(node(middle, to));
        } else {
            sub(earlier, middle, to, false, path);
            path.add(node(from, middle));
        }
    }

    /** Whether the path leads from the leaf to the root; RFC 9162 section 2.1.3.2. */
    public static boolean includes(byte[] root, long size, long index, byte[] leafHash, List<byte[]> path) {
        if (index < 0 || index >= size) {
            return false;
        }
        long node = index;
        long last = size - 1;
        byte[] hash = leafHash;
        for (byte[] sibling : path) {
            if (last == 0) {
                return false;
            }
            if ((node & 1) == 1 || node == last) {
                hash = Digests.sha256(NODE, sibling, hash);
                while ((node & 1) == 0 && node != 0) {
                    node >>= 1;
                    last >>= 1;
                }
            } else {
                hash = Digests.sha256(NODE, hash, sibling);
            }
            node >>= 1;
            last >>= 1;
        }
        return last == 0 && Arrays.equals(hash, root);
    }

    /** Whether the proof shows the earlier tree to be the start of the later; RFC 9162 section 2.1.4.2. */
    public static boolean consistent(long earlier, byte[] earlierRoot, long size, byte[] root, List<byte[]> proof) {
        if (earlier == size || earlier == 0) {
            return proof.isEmpty() && (earlier == 0 || Arrays.equals(earlierRoot, root));
        }
        if (earlier > size || earlier < 0) {
            return false;
        }
        boolean power = Long.bitCount(earlier) == 1;
        if (!power && proof.isEmpty()) {
            return false;
        }
        List<byte[]> rest = power ? proof : proof.subList(1, proof.size());
        byte[] first = power ? earlierRoot : proof.getFirst();
        long node = earlier - 1;
        long last = size - 1;
        while ((node & 1) == 1) {
            node >>= 1;
            last >>= 1;
        }
        byte[] old = first;
        byte[] now = first;
        for (byte[] sibling : rest) {
            if (last == 0) {
                return false;
            }
            if ((node & 1) == 1 || node == last) {
                old = Digests.sha256(NODE, sibling, old);
                now = Digests.sha256(NODE, sibling, now);
                while ((node & 1) == 0 && node != 0) {
                    node >>= 1;
                    last >>= 1;
                }
            } else {
                now = Digests.sha256(NODE, now, sibling);
            }
            node >>= 1;
            last >>= 1;
        }
        return last == 0 && Arrays.equals(old, earlierRoot) && Arrays.equals(now, root);
    }

    private byte[] node(int from, int to) {
        if (to - from == 1) {
            return hashes.get(from);
        }
        int middle = from + split(to - from);
        return Digests.sha256(NODE, node(from, middle), node(middle, to));
    }

    /** The largest power of two below the size. */
    private static int split(int size) {
        return Integer.highestOneBit(size - 1);
    }
}
