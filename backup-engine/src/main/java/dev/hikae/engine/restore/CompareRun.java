package dev.hikae.engine.restore;

import dev.hikae.config.error.Failure;
import dev.hikae.config.error.HikaeException;
import dev.hikae.config.text.Text;
import dev.hikae.engine.Comparison;
import dev.hikae.engine.EngineError;
import dev.hikae.engine.Entry;
import dev.hikae.engine.Entry.Kind;
import dev.hikae.engine.RawPath;
import dev.hikae.engine.RunControl;
import dev.hikae.engine.file.FileError;
import dev.hikae.engine.file.LinuxSource;
import dev.hikae.engine.file.SourceDirectory;
import dev.hikae.engine.file.SourceEntry;
import dev.hikae.engine.file.SourceException;
import dev.hikae.engine.file.SourceFile;
import dev.hikae.engine.file.SourceReader;
import dev.hikae.engine.file.TargetDirectory;
import dev.hikae.engine.format.FormatException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/** One comparison: this thread walks snapshot and disk side by side, workers read and hash content. */
final class CompareRun {
    private static final int KEEP = 1000;

    private final SnapshotContent content;
    private final Workers workers;
    private final RunControl control;
    private final Meter meter;
    private final boolean othersMayBeThere;
    private final boolean root = LinuxSource.isRoot();
    private final Findings differences = new Findings(KEEP);
    private final Findings observations = new Findings(KEEP);
    private final LinkGroups groups = new LinkGroups();

    CompareRun(SnapshotContent content, Workers workers, RunControl control, Meter meter, boolean othersMayBeThere) {
        this.content = content;
        this.workers = workers;
        this.control = control;
        this.meter = meter;
        this.othersMayBeThere = othersMayBeThere;
    }

    Comparison result() {
        return new Comparison(
                meter.entries.get(),
                meter.files.get(),
                meter.bytes.get(),
                differences.kept(),
                differences.count(),
                observations.kept());
    }

    void compare(Item top, Path target) {
        if (!Files.isDirectory(target)) {
            throw new HikaeException(FileError.TARGET_MISSING, target);
        }
        directory(top, new LinuxSource().open(target, new SourceReader.Options(List.of(), false)));
    }

    private void directory(Item item, SourceEntry disk) {
        try (SourceDirectory opened = disk.openDirectory()) {
            if (item.asksForSomething(content.trees())) {
                item.entry().ifPresent(entry -> metadata(item, entry, disk.entry()));
            }
            var cursor = new DiskCursor(opened, e -> unreadable(item, e), extra -> extra(item, extra));
            item.children(content.trees(), child -> visit(child, cursor));
            cursor.finish();
        } catch (SourceException e) {
            differences.add(item.path(), e.what());
        } catch (HikaeException e) {
            differOrThrow(item, e);
        } catch (FormatException e) {
            differences.add(item.path(), RestoreText.of("listing-damaged", String.valueOf(e.getMessage())));
        }
    }

    private void visit(Item item, DiskCursor cursor) {
        workers.check();
        if (control.cancellation().requested()) {
            throw new HikaeException(EngineError.CANCELLED);
        }
        Optional<SourceEntry> disk = cursor.find(item.name());
        if (disk.isEmpty() && !item.asksForSomething(content.trees())) {
            return;
        }
        if (disk.isEmpty()) {
            differences.add(item.path(), RestoreText.differs("missing"));
            return;
        }
        try {
            pair(item, disk.get());
        } catch (SourceException e) {
            differences.add(item.path(), e.what());
        }
    }

    private void pair(Item item, SourceEntry disk) {
        if (item.isDirectory() && disk.stat().directory()) {
            directory(item, disk);
        } else if (item.entry().isPresent()) {
            leaf(item, item.entry().get(), disk);
        } else {
            differences.add(
                    item.path(),
                    RestoreText.differs(
                            "kind",
                            "directory",
                            MetadataComparison.name(disk.entry().kind())));
        }
    }

    private void leaf(Item item, Entry expected, SourceEntry disk) {
        boolean file = expected.kind() instanceof Kind.File && disk.stat().regularFile();
        if (!file) {
            metadata(item, expected, disk.entry());
            group(item, expected, disk.entry());
            return;
        }
        SourceFile opened = disk.openFile();
        boolean handedOver = false;
        try {
            Entry found = disk.entry();
            metadata(item, expected, found);
            meter.files.incrementAndGet();
            boolean read = group(item, expected, found) && expected.size() == found.size();
            if (read) {
                workers.run(givenUp -> content(item, opened, givenUp));
                handedOver = true;
            }
        } finally {
            if (!handedOver) {
                opened.close();
            }
        }
    }

    private void metadata(Item item, Entry expected, Entry found) {
        meter.entries.incrementAndGet();
        meter.tell(item.path());
        var comparison = MetadataComparison.of(expected, found, root);
        differences.addAll(item.path(), comparison.differences());
        observations.addAll(item.path(), comparison.observations());
    }

    /** Whether its content is still to be compared: not when the same inode was met under another name. */
    private boolean group(Item item, Entry expected, Entry found) {
        return switch (groups.meet(item.path(), expected.hardLink(), found.hardLink())) {
            case LinkGroups.Met.First() -> true;
            case LinkGroups.Met.Again() -> false;
            case LinkGroups.Met.Differs(RawPath other, boolean inSnapshot) -> {
                differences.add(item.path(), RestoreText.differs(inSnapshot ? "link-lost" : "link-added", other));
                yield true;
            }
        };
    }

    private void content(Item item, SourceFile file, boolean givenUp) {
        try (file) {
            if (givenUp || control.cancellation().requested()) {
                return;
            }
            var comparison = new ContentComparison(file, content.content());
            comparison.run(item.node().orElseThrow(), content.trees(), control.cancellation());
            meter.bytes.addAndGet(comparison.bytesRead());
            if (!comparison.same()) {
                differences.add(item.path(), RestoreText.differs("content", comparison.firstDifference()));
            } else if (comparison.holesExpected() != comparison.holesFound()) {
                Text what = RestoreText.differs("holes", comparison.holesExpected(), comparison.holesFound());
                observations.add(item.path(), what);
            }
        } catch (SourceException e) {
            differences.add(item.path(), e.what());
        } catch (HikaeException e) {
            differOrThrow(item, e);
        } catch (FormatException e) {
            differences.add(item.path(), RestoreText.of("listing-damaged", String.valueOf(e.getMessage())));
        }
    }

    private void extra(Item in, SourceEntry disk) {
        boolean lostAndFound = in.below().isEmpty()
                && disk.name().equals(TargetDirectory.LOST_AND_FOUND)
                && disk.stat().directory();
        Findings findings = othersMayBeThere || lostAndFound ? observations : differences;
        findings.add(in.path().resolve(disk.name()), RestoreText.differs("extra"));
    }

    private void unreadable(Item in, SourceException e) {
        differences.add(e.name().map(in.path()::resolve).orElse(in.path()), e.what());
    }

    /** A tree page that no region can give is a difference of its entry; what else the repository reports ends this. */
    private void differOrThrow(Item item, HikaeException e) {
        if (e.code().failure() != Failure.VERIFICATION) {
            throw e;
        }
        differences.add(item.path(), e.text());
    }
}
