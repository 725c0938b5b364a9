package dev.hikae.engine.restore;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.hikae.config.text.Messages;
import dev.hikae.engine.BackupResult.Finding;
import dev.hikae.engine.Comparison;
import dev.hikae.engine.RawPath;
import dev.hikae.engine.RestoreRequest;
import dev.hikae.engine.RestoreRequest.Overwrite;
import dev.hikae.engine.RestoreResult;
import dev.hikae.engine.RunControl;
import dev.hikae.engine.file.AsNobody;
import dev.hikae.engine.file.LinuxSource;
import dev.hikae.engine.file.SourceDirectory;
import dev.hikae.engine.file.SourceEntry;
import dev.hikae.engine.file.SourceException;
import dev.hikae.engine.file.SourceReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What happens without root: what cannot come back is observed, and nothing gains rights. */
class OrdinaryUserTest {
    private final TreeRestorer restorer = new TreeRestorer(2);
    private final Path source;
    private final Path target;

    OrdinaryUserTest(@TempDir Path folder) throws IOException {
        Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwxr-xr-x"));
        source = Files.createDirectory(folder.resolve("source"));
        target = folder.resolve("target");
    }

    @Test
    void ownerAndSetuid_areObservedAndTheRestComesBack() throws Exception {
        if (!AsNobody.possible("restore as an ordinary user")) {
            return;
        }
        Files.writeString(source.resolve("plain"), "content");
        Files.setAttribute(Files.writeString(source.resolve("setuid"), "x"), "unix:mode", 04755);
        Files.createSymbolicLink(source.resolve("link"), Path.of("plain"));
        var snapshot = MemorySnapshot.of(source);
        warmUp(snapshot);
        Files.createDirectory(target);
        Files.setAttribute(target, "unix:uid", AsNobody.ID);
        RestoreResult result = AsNobody.call(
                () -> restorer.restore(request(snapshot, target), o -> snapshot.content(), RunControl.NONE));
        assertEquals(List.of(), shown(result.failed()));
        List<String> observed = shown(result.observations());
        assertTrue(has(observed, "/plain owner 0:0 not restored: EPERM"), "observed: " + observed);
        assertTrue(has(observed, "/setuid mode 4755 restored without setuid"), "observed: " + observed);
        assertEquals(0100755, Files.getAttribute(target.resolve("setuid"), "unix:mode"));
        assertEquals("content", Files.readString(target.resolve("plain")));
        Comparison comparison = AsNobody.call(
                () -> restorer.compare(request(snapshot, target), o -> snapshot.content(), RunControl.NONE));
        assertEquals(List.of(), shown(comparison.differences()));
        assertTrue(has(shown(comparison.observations()), "/plain belongs to 65534:"), "observed too");
    }

    @Test
    void deviceThatCannotBeMade_fails() throws Exception {
        if (!AsNobody.possible("devices as an ordinary user")) {
            return;
        }
        var mknod = new ProcessBuilder("mknod", source.resolve("null").toString(), "c", "1", "3").start();
        assertEquals(0, mknod.waitFor());
        var snapshot = MemorySnapshot.of(source);
        warmUp(snapshot);
        Files.createDirectory(target);
        Files.setAttribute(target, "unix:uid", AsNobody.ID);
        RestoreResult result = AsNobody.call(
                () -> restorer.restore(request(snapshot, target), o -> snapshot.content(), RunControl.NONE));
        assertTrue(has(shown(result.failed()), "/null cannot be written: EPERM"), "failed: " + shown(result.failed()));
    }

    @Test
    void unreadableFileAndDirectory_areReportedWithTheirMetadata() throws Exception {
        if (!AsNobody.possible("reading as an ordinary user")) {
            return;
        }
        Files.setPosixFilePermissions(Files.writeString(source.resolve("secret"), "x"), java.util.Set.of());
        Files.setPosixFilePermissions(Files.createDirectory(source.resolve("closed")), java.util.Set.of());
        MemorySnapshot.of(source);
        List<String> told = AsNobody.call(this::tryToRead);
        assertEquals(
                List.of(
                        "closed cannot be read: EACCES (permission denied), mode 0",
                        "secret cannot be read: EACCES (permission denied), mode 0"),
                told);
    }

    private List<String> tryToRead() {
        var told = new ArrayList<String>();
        SourceEntry root = new LinuxSource().open(source, new SourceReader.Options(List.of(), false));
        try (SourceDirectory directory = root.openDirectory()) {
            for (var next = directory.next(); next.isPresent(); next = directory.next()) {
                SourceEntry entry = next.get();
                try (AutoCloseable opened = entry.stat().directory() ? entry.openDirectory() : entry.openFile()) {
                    told.add(entry.name() + " was opened: " + opened);
                } catch (SourceException e) {
                    told.add(entry.name() + " " + Messages.render(e.what(), Locale.ENGLISH) + ", mode "
                            + Integer.toOctalString(entry.entry().mode()));
                } catch (Exception e) {
                    throw new IllegalStateException(e);
                }
            }
        }
        return told;
    }

    /** Loads all classes and messages while the class path can still be read. */
    private void warmUp(MemorySnapshot snapshot) throws IOException {
        Path aside = source.resolveSibling("warm up");
        restorer.restore(request(snapshot, aside), o -> snapshot.content(), RunControl.NONE);
        Files.setAttribute(aside, "unix:mode", 0700);
        restorer.compare(request(snapshot, aside), o -> snapshot.content(), RunControl.NONE);
    }

    private static RestoreRequest request(MemorySnapshot snapshot, Path target) {
        return new RestoreRequest(
                snapshot.content().snapshot().id(), List.<RawPath>of(), target, Overwrite.REFUSE, List.of());
    }

    private static boolean has(List<String> lines, String part) {
        return lines.stream().anyMatch(line -> line.contains(part));
    }

    private static List<String> shown(List<Finding> findings) {
        return findings.stream()
                .map(finding -> finding.path() + " " + Messages.render(finding.what(), Locale.ENGLISH))
                .toList();
    }
}
