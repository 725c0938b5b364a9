package dev.hikae.drills.verify;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.hikae.drills.bundle.SampleBundle;
import dev.hikae.drills.bundle.VerifierFiles;
import dev.hikae.drills.register.Register;
import dev.hikae.drills.sign.Tools;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/** The scripts as an auditor runs them; {@link TamperedBundleTest} lies to them. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class VerifierScriptTest {
    private final Path folder;
    private final SampleBundle sample;

    VerifierScriptTest(@TempDir Path folder) throws IOException {
        this.folder = folder;
        sample = new SampleBundle(folder);
        Files.write(folder.resolve("bundle.zip"), sample.usual().zip());
        Files.write(folder.resolve("root.pem"), sample.pki.rootPem());
        VerifierFiles.write(folder);
    }

    private Tools.Result script(String... arguments) throws IOException {
        String[] command = new String[arguments.length + 1];
        command[0] = "./verify.sh";
        System.arraycopy(arguments, 0, command, 1, arguments.length);
        return Tools.run(folder, command);
    }

    @Test
    void wholeBundle_isAccepted_inBothLanguages() throws IOException {
        Tools.Result result = script("bundle.zip", "--root", "root.pem");
        assertEquals(0, result.exit(), result.output());
        assertTrue(result.output().contains("ACCEPTED"), result.output());
        Tools.Result japanese = script("bundle.zip", "--root-sha256", sample.pki.rootFingerprint(), "--lang", "ja");
        assertEquals(0, japanese.exit(), japanese.output());
        assertTrue(japanese.output().contains("受理"), japanese.output());
    }

    @Test
    void withoutRoot_itIsNamed_andTheBundleNotAccepted() throws IOException {
        Tools.Result result = script("bundle.zip");
        assertEquals(4, result.exit(), result.output());
        assertTrue(result.output().contains(sample.pki.rootFingerprint()), result.output());
        assertTrue(result.output().contains("0 parts failed, 1 could not be checked"), result.output());
    }

    @Test
    void bundleOfAnotherRoot_isRefused() throws IOException {
        Tools.Result result = script("bundle.zip", "--root-sha256", "00".repeat(32));
        assertEquals(4, result.exit(), result.output());
        assertTrue(result.output().contains("[FAIL] Trusted root"), result.output());
    }

    @Test
    void everyKindOfLeaf_isKnownToTheScript() {
        String script = new String(VerifierFiles.all().get("verify.py"), StandardCharsets.UTF_8);
        for (Register.Kind kind : Register.Kind.values()) {
            assertTrue(script.matches("(?s).*[\" ]" + Pattern.quote(kind.word()) + "[\" ].*"), kind.word());
        }
    }
}
