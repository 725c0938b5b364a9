package dev.hikae.engine.backup;

import dev.hikae.config.error.HikaeException;
import dev.hikae.engine.Entry;
import dev.hikae.engine.RawPath;
import dev.hikae.engine.crypto.NotAuthenticException;
import dev.hikae.engine.file.SourceEntry;
import dev.hikae.engine.format.FormatException;
import dev.hikae.engine.index.SessionIndex;
import dev.hikae.engine.pack.BlobId;
import dev.hikae.engine.tree.BlobTreeReader;
import dev.hikae.engine.tree.Content;
import dev.hikae.engine.tree.Extent;
import dev.hikae.engine.tree.Node;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import org.jspecify.annotations.Nullable;

/**
 * The parent snapshot beside the walk: finds what did not change. Whatever of the parent cannot be read is
 * treated as absent, and its files are read again.
 */
final class ParentTree {
    private static final int KIND_BITS = 0xf000;

    /** Directories of more pages are written anew: most of their pages are stored already all the same. */
    private static final int MOST_PAGES = 256;

    private final BlobTreeReader trees;
    private final SessionIndex index;
    private final Instant trustedUntil;

    /** @param captured when reading for the parent began: what changed about then or later is looked at again */
    ParentTree(BlobTreeReader trees, SessionIndex index, Instant captured) {
        this.trees = trees;
        this.index = index;
        this.trustedUntil = captured.minusSeconds(TreeBackup.RACY_SECONDS);
    }

    /** The parent's nodes of one directory; names must be asked for in order. */
    Cursor cursor(Optional<Node> directory) {
        return roots(
                directory.filter(d -> d.content() instanceof Content.Directory).map(BlobTreeReader::page));
    }

    /** The parent's roots, by the page that lists them. */
    Cursor roots(Optional<BlobId> page) {
        return new Cursor(page);
    }

    /** One directory of the parent, read along. */
    final class Cursor {
        private final List<BlobId> pages = new ArrayList<>();
        private @Nullable Iterator<Node> nodes;
        private @Nullable Node next;
        private int found;
        private boolean whole = true;

        private Cursor(Optional<BlobId> page) {
            try {
                nodes = page.map(id -> trees.nodes(id, this::passed)).orElse(null);
            } catch (HikaeException | FormatException | NotAuthenticException e) {
                lost();
            }
        }

        /** Only the pages of what may be taken over at once are ever asked for. */
        private void passed(BlobId page) {
            if (pages.size() < MOST_PAGES) {
                pages.add(page);
            } else {
                whole = false;
            }
        }

        Optional<Node> find(RawPath name) {
            try {
                return seek(name);
            } catch (HikaeException | FormatException | NotAuthenticException e) {
                lost();
                return Optional.empty();
            }
        }

        private void lost() {
            nodes = null;
            next = null;
            whole = false;
        }

        private Optional<Node> seek(RawPath name) {
            while (true) {
                if (next == null) {
                    if (nodes == null || !nodes.hasNext()) {
                        return Optional.empty();
                    }
                    next = nodes.next();
                }
                int order = next.entry().name().compareTo(name);
                if (order > 0) {
                    return Optional.empty();
                }
                Node seen = next;
                next = null;
                if (order == 0) {
                    found++;
                    return Optional.of(seen);
                }
                whole = false;
            }
        }

        /**
         * How many entries the directory has in the parent, if each of them was asked for and all its pages are stored;
         * then their packs are noted as needed.
         */
        OptionalInt allFound() {
            try {
                return whole
                                && nodes != null
                                && next == null
                                && !nodes.hasNext()
                                && pages.stream().allMatch(index::reuse)
                        ? OptionalInt.of(found)
                        : OptionalInt.empty();
            } catch (HikaeException | FormatException | NotAuthenticException e) {
                return OptionalInt.empty();
            }
        }
    }

    /** Whether a file is as the parent has it, and everything it needs is stored; then its packs are noted as needed. */
    boolean canTakeOver(Node old, SourceEntry now) {
        return isUnchanged(old, now.stat()) && reuse(old);
    }

    private static boolean isUnchanged(Node old, SourceEntry.Stat now) {
        Entry entry = old.entry();
        return entry.kind() instanceof Entry.Kind.File
                && now.regularFile()
                && !old.racy()
                && !entry.torn()
                && entry.size() == now.size()
                && isSameInode(old, now)
                && isSameLink(entry, now);
    }

    /**
     * Whether the metadata of an entry that is no file are as the parent has them: nothing of them changes without the
     * change time.
     */
    boolean hasSameMetadata(Node old, SourceEntry.Stat now) {
        Entry entry = old.entry();
        return kind(entry) == (now.mode() & KIND_BITS)
                && entry.ctime().isBefore(trustedUntil)
                && isSameInode(old, now)
                && (now.directory() || isSameLink(entry, now));
    }

    private static boolean isSameInode(Node old, SourceEntry.Stat now) {
        Entry entry = old.entry();
        return old.inode() == now.inode()
                && entry.mtime().getEpochSecond() == now.mtimeSeconds()
                && entry.mtime().getNano() == now.mtimeNanos()
                && entry.ctime().getEpochSecond() == now.ctimeSeconds()
                && entry.ctime().getNano() == now.ctimeNanos();
    }

    private static boolean isSameLink(Entry entry, SourceEntry.Stat now) {
        return entry.hardLink().isPresent() == (now.links() > 1)
                && entry.hardLink().map(l -> l.device() == now.device()).orElse(true);
    }

    /** As in {@code st_mode}: inode(7). */
    private static int kind(Entry entry) {
        return switch (entry.kind()) {
            case Entry.Kind.Fifo _ -> 0x1000;
            case Entry.Kind.CharDevice _ -> 0x2000;
            case Entry.Kind.Directory _ -> 0x4000;
            case Entry.Kind.BlockDevice _ -> 0x6000;
            case Entry.Kind.File _ -> 0x8000;
            case Entry.Kind.Symlink _ -> 0xa000;
            case Entry.Kind.Socket _ -> 0xc000;
        };
    }

    private boolean reuse(Node file) {
        boolean[] all = {true};
        try {
            trees.extents(
                    file,
                    extent -> {
                        if (extent instanceof Extent.Data data) {
                            all[0] &= index.reuse(data.blob());
                        }
                    },
                    page -> all[0] &= index.reuse(page));
        } catch (HikaeException | FormatException | NotAuthenticException e) {
            return false;
        }
        return all[0];
    }
}
