package dev.hikae.server.evidence;

import dev.hikae.config.error.HikaeException;
import dev.hikae.drills.bundle.Layout;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.zip.ZipEntry;
import java.util.zip.ZipInputStream;

/** Reads single files out of a stored bundle; verifying it is the verifier's work. */
public final class BundleFiles {
    private BundleFiles() {}

    /** The canonical JSON. */
    public static byte[] report(Path bundle) {
        return inContainer(bundle, Layout.REPORT);
    }

    /** The signed PDF in {@code ja} or {@code en}. */
    public static byte[] pdf(Path bundle, String language) {
        return inContainer(bundle, language.equals("ja") ? Layout.PDF_JA : Layout.PDF_EN);
    }

    private static byte[] inContainer(Path bundle, String name) {
        try (InputStream file = Files.newInputStream(bundle)) {
            return entry(new ByteArrayInputStream(entry(file, Layout.CONTAINER)), name);
        } catch (IOException e) {
            throw new HikaeException(
                    e, IssueError.BUNDLE_UNREADABLE, bundle.getFileName(), String.valueOf(e.getMessage()));
        }
    }

    private static byte[] entry(InputStream zip, String name) throws IOException {
        var in = new ZipInputStream(zip);
        for (ZipEntry entry = in.getNextEntry(); entry != null; entry = in.getNextEntry()) {
            if (entry.getName().equals(name)) {
                return in.readAllBytes();
            }
        }
        throw new IOException("no " + name);
    }
}
