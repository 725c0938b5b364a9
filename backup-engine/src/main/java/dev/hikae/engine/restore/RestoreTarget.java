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
import dev.hikae.engine.file.TargetFile;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
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
    private final Findings failed = new Findings(KEEP);
    private final Findings observations = new Findings(KEEP);
    private final AtomicReference<@Nullable HikaeException> full = new AtomicReference<>();
    private final Map<HardLink, First> firsts = new HashMap<>();
    private final List<First> flagsToSet = new ArrayList<>();

    RestoreTarget(String name, TargetDirectory top, Meter meter) {
        this.name = name;
        this.top = top;
        this.meter = meter;
    }

    /** A directory under this name, made or, where it may be replaced, found. */
    Folder makeFolder(Folder in, Item item) throws LinuxException {
        Optional<Boolean> there = clear(in, item, true);
        TargetDirectory directory = there.isPresent()
                ? in.directory().enter(item.name())
                : in.directory().makeDirectory(item.name());
        return new Folder(Optional.of(in), directory, item, there.isEmpty());
    }

    TargetFile makeFile(Folder in, Item item, Entry entry) throws LinuxException {
        clear(in, item, false);
        return in.directory().makeFile(item.name(), entry);
    }

    void makeOther(Folder in, Item item, Entry entry) throws LinuxException {
        clear(in, item, false);
        observed(item, in.directory().makeOther(entry, item.name()));
    }

    /** Another name for what was written before; false when this is the inode's first name. */
    boolean link(Folder in, Item item, Entry entry) throws LinuxException {
        First first = entry.hardLink().map(firsts::get).orElse(null);
        if (first == null) {
            return false;
        }
        clear(in, item, false);
        in.directory().link(top, first.below(), first.id(), item.name());
        return true;
    }

    /** Only the walk calls this and {@link #link}. */
    void remember(Folder in, Item item, Entry entry) throws LinuxException {
        if (entry.hardLink().isPresent()) {
            var first = new First(item, entry, item.below(), in.directory().identify(item.name()));
            firsts.put(entry.hardLink().get(), first);
            if (entry.flags() != 0) {
                flagsToSet.add(first);
            }
        }
    }

    /** Removes what stands in the way; whether a directory is there that may stay. */
    private static Optional<Boolean> clear(Folder in, Item item, boolean wantDirectory) throws LinuxException {
        Optional<Boolean> there = in.fresh() ? Optional.empty() : in.directory().findDirectory(item.name());
        if (there.isPresent() && !(wantDirectory && there.get())) {
            in.directory().remove(item.name(), there.get());
            return Optional.empty();
        }
        return there;
    }

    @Override
    public void finish(Folder folder) {
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
        for (First first : flagsToSet) {
            try {
                observed(first.item(), top.applyFlags(first.entry(), first.below()));
            } catch (LinuxException e) {
                failed(first.item(), e);
            }
        }
    }

    void wrote(Item item, long bytes) {
        meter.bytes.addAndGet(bytes);
        meter.tell(item.path());
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
        failed.add(item.path(), RestoreText.of("not-written", e.reason()));
    }

    /** Throws once the disk is full. */
    void check() {
        HikaeException end = full.get();
        if (end != null) {
            throw end;
        }
    }

    void failed(Item item, Text what) {
        failed.add(item.path(), what);
    }

    Findings failed() {
        return failed;
    }

    Findings observations() {
        return observations;
    }

    /** The first name of an inode. */
    private record First(Item item, Entry entry, RawPath below, FileId id) {}
}
