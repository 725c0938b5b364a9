package dev.hikae.engine.restore;

import dev.hikae.config.error.HikaeException;
import dev.hikae.config.text.Text;
import dev.hikae.engine.Entry;
import dev.hikae.engine.Entry.HardLink;
import dev.hikae.engine.RawPath;
import dev.hikae.engine.file.FileError;
import dev.hikae.engine.file.LinuxException;
import dev.hikae.engine.file.TargetDirectory;
import dev.hikae.engine.file.TargetDirectory.FileId;
import dev.hikae.engine.file.TargetDirectory.Found;
import dev.hikae.engine.file.TargetFile;
import dev.hikae.engine.pack.BlobId;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * Writes entries into the target and keeps account of what came of it.
 *
 * <p>Of the entries restored only those are remembered whose inode has several names. A failure of one entry is a
 * finding; a full disk ends the restore, since everything after it would fail too.
 */
final class RestoreTarget implements Folder.FolderFinisher {
    private static final int KEEP = 10_000;

    private final String name;
    private final TargetDirectory top;
    private final Meter meter;
    private final Manner manner;
    private final AtomicLong kept = new AtomicLong();
    private final AtomicLong cleared = new AtomicLong();
    private final Findings failed = new Findings(KEEP);
    private final Findings observations = new Findings(KEEP);
    private final AtomicReference<@Nullable HikaeException> full = new AtomicReference<>();
    private final Map<HardLink, First> firsts = new HashMap<>();
    private final List<Flagged> flagsToSet = new ArrayList<>();
    private final Restored restored = new Restored();

    /**
     * What happens with what is there.
     *
     * @param verifies files are compared with the snapshot and kept as far as they agree
     * @param clears directories in the way of something else go with all they hold
     * @param resumed the restore that is gone on with
     */
    record Manner(boolean verifies, boolean clears, Optional<Resumption> resumed) {}

    RestoreTarget(String name, TargetDirectory top, Meter meter, Manner manner) {
        this.manner = manner;
        this.name = name;
        this.top = top;
        this.meter = meter;
    }

    /** A directory under this name, made or, where it may be replaced, found. */
    Folder makeFolder(Folder in, Item item) throws LinuxException {
        Optional<Boolean> there = clear(in, item, true);
        if (there.isPresent()) {
            in.claim(item.name());
        }
        if (there.isPresent() && manner.verifies()) {
            TargetDirectory found = in.directory().enter(item.name());
            try {
                found.makeWritable();
            } catch (LinuxException e) {
                observed(item, List.of(RestoreText.of("not-writable", e.reason())));
            }
            return new Folder(Optional.of(in), found, item, false);
        }
        TargetDirectory directory = there.isPresent()
                ? in.directory().enter(item.name())
                : in.directory().makeDirectory(item.name());
        if (there.isEmpty()) {
            in.claim(item.name());
        }
        return new Folder(Optional.of(in), directory, item, there.isEmpty());
    }

    Restored restored() {
        return restored;
    }

    /** Fills the buffer from a file that this restore wrote before; false where it is not as long, or somebody did something to it. */
    boolean readBack(BlobId content, ByteBuffer into) {
        Optional<RawPath> path = restored.find(content);
        try {
            return path.isPresent() && top.readWhole(path.get(), into);
        } catch (LinuxException e) {
            // A hint: the repository has the content, too.
            return false;
        }
    }

    boolean verifies(Folder in) {
        return manner.verifies() && !in.fresh();
    }

    /** Whether the interrupted restore that this one goes on with wrote the file whole. */
    boolean isFinished(Folder in, Item item, Entry entry) {
        return !in.fresh()
                && manner.resumed()
                        .flatMap(Resumption::trustedSince)
                        .filter(since -> in.directory().isFinished(item.name(), entry, since))
                        .isPresent();
    }

    /** A new file, or the one that is there to be changed in place. */
    TargetFile openFile(Folder in, Item item, Entry entry) throws LinuxException {
        if (in.fresh()) {
            return in.directory().makeFile(item.name(), entry);
        }
        synchronized (in) {
            TargetFile file = openOver(in, item, entry);
            try {
                in.claim(item.name());
                return file;
            } catch (LinuxException e) {
                file.close();
                throw e;
            }
        }
    }

    private TargetFile openOver(Folder in, Item item, Entry entry) throws LinuxException {
        if (verifies(in) && entry.hardLink().isEmpty()) {
            Optional<TargetFile> existing = in.directory().openExisting(item.name(), entry);
            if (existing.isPresent()) {
                return existing.get();
            }
        }
        clear(in, item, false);
        return in.directory().makeFile(item.name(), entry);
    }

    void makeOther(Folder in, Item item, Entry entry) throws LinuxException {
        clear(in, item, false);
        observed(item, in.directory().makeOther(entry, item.name()));
        in.claim(item.name());
    }

    /** Another name for what was written before; false when this is the inode's first name. */
    boolean link(Folder in, Item item, Entry entry) throws LinuxException {
        First first = entry.hardLink().map(firsts::get).orElse(null);
        if (first == null) {
            return false;
        }
        Optional<Found> there = in.fresh() ? Optional.empty() : in.directory().find(item.name());
        if (there.isPresent() && there.get().id().equals(first.id())) {
            if (there.get().hasOneName()) {
                throw LinuxException.exists();
            }
            in.claimLink(first.id());
            return true;
        }
        clear(in, item, false);
        in.directory().link(top, first.below(), first.id(), item.name());
        in.claimLink(first.id());
        return true;
    }

    /** Only the walk calls this and {@link #link}. */
    void remember(Folder in, Item item, Entry entry) throws LinuxException {
        if (entry.hardLink().isPresent()) {
            firsts.put(
                    entry.hardLink().get(),
                    new First(item.below(), in.directory().identify(item.name())));
            if (entry.flags() != 0) {
                flagsToSet.add(new Flagged(item, entry));
            }
        }
    }

    /** Removes what stands in the way; whether a directory is there that may stay. */
    private Optional<Boolean> clear(Folder in, Item item, boolean wantDirectory) throws LinuxException {
        Optional<Found> found = in.fresh() ? Optional.empty() : in.directory().find(item.name());
        if (found.isPresent() && in.isClaimed(found.get().id())) {
            throw LinuxException.exists();
        }
        Optional<Boolean> there = found.map(Found::isDirectory);
        if (there.isPresent() && !(wantDirectory && there.get())) {
            if (there.get() && manner.clears()) {
                cleared.addAndGet(DeleteRun.clear(in.directory(), item, false));
            } else {
                in.directory().remove(item.name(), there.get());
            }
            return Optional.empty();
        }
        return there;
    }

    /** The target itself comes last of all: {@link #finishTop}. */
    @Override
    public void finish(Folder folder) {
        if (!folder.item().below().isEmpty()) {
            finishAny(folder);
        }
    }

    /** Sets the target's own metadata; nothing may be made or removed in it after that. */
    void finishTop(Item item) {
        try {
            if (item.entry().isPresent()) {
                observed(item, top.finish(item.entry().get()));
            }
        } catch (LinuxException e) {
            failed(item, e);
        }
    }

    private void finishAny(Folder folder) {
        try {
            Optional<Entry> entry = folder.item().entry();
            if (entry.isPresent()) {
                observed(folder.item(), folder.directory().finish(entry.get()));
            } else if (folder.fresh() && !folder.item().name().isEmpty()) {
                folder.directory().openToAll();
            }
        } catch (LinuxException e) {
            failed(folder.item(), e);
        }
    }

    /** After all names are there: an immutable file takes no further ones. */
    void setFlags() {
        for (Flagged file : flagsToSet) {
            try {
                observed(file.item(), top.applyFlags(file.entry(), file.item().below()));
            } catch (LinuxException e) {
                failed(file.item(), e);
            }
        }
    }

    void wrote(Item item, long bytes) {
        meter.bytes.addAndGet(bytes);
        meter.tell(item.path());
    }

    /** So much of a file was there already. */
    void kept(Item item, long bytes) {
        kept.addAndGet(bytes);
        wrote(item, bytes);
    }

    /** Entries that went with directories in the way. */
    long cleared() {
        return cleared.get();
    }

    long keptBytes() {
        return kept.get();
    }

    void finished(Item item) {
        meter.entries.incrementAndGet();
        meter.tell(item.path());
    }

    void finishedFile(Item item) {
        meter.files.incrementAndGet();
        finished(item);
    }

    void observed(Item item, List<Text> what) {
        observations.addAll(item.path(), what);
    }

    void failed(Item item, LinuxException e) {
        if (e.full()) {
            full.compareAndSet(null, new HikaeException(e, FileError.TARGET_FULL, name, meter.bytes.get()));
        }
        failed(item, e.isThere() ? RestoreText.of("name-taken") : RestoreText.of("not-written", e.reason()));
    }

    /** Throws once the disk is full. */
    void check() {
        HikaeException end = full.get();
        if (end != null) {
            throw end;
        }
    }

    /** What is not as it should be must not be taken for finished when this restore is gone on with. */
    void failed(Item item, Text what) {
        manner.resumed().ifPresent(Resumption::distrust);
        failed.add(item.path(), what);
    }

    Findings failed() {
        return failed;
    }

    Findings observations() {
        return observations;
    }

    /** The first name of an inode. There may be as many as entries: nothing that leads to an entry is kept. */
    private record First(RawPath below, FileId id) {}

    /** A file whose flags come last. */
    private record Flagged(Item item, Entry entry) {}
}
