package dev.hikae.cli.demo;

import dev.hikae.drills.verify.VerifyMain;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import java.util.zip.ZipEntry;
import java.util.zip.ZipInputStream;

/** What the auditor does at home: verifies the bundle with two programs that share no code, and a tampered copy, too. */
final class OfflineCheck {
    private final DemoScreen screen;
    private final DemoFolder folder;

    OfflineCheck(DemoScreen screen, DemoFolder folder) {
        this.screen = screen;
        this.folder = folder;
    }

    void check(Demo.Evidence evidence) throws IOException, InterruptedException {
        int java = java(evidence.bundle(), evidence.root(), "verification");
        screen.say("audit.java", java);
        Path scripts = extractScripts(evidence.bundle());
        int script = script(scripts, evidence.bundle(), evidence.root(), "verification");
        screen.say("audit.script", script);
        Demo.require(java == 0 && script == 0, "the evidence was not accepted");

        Path tampered = folder.evidence().resolve("tampered.zip");
        byte[] bytes = Files.readAllBytes(evidence.bundle());
        bytes[bytes.length / 2] ^= 1;
        Files.write(tampered, bytes);
        int javaTampered = java(tampered, evidence.root(), "verification-tampered");
        int scriptTampered = script(scripts, tampered, evidence.root(), "verification-tampered");
        screen.say("audit.tampered", javaTampered, scriptTampered);
        Demo.require(javaTampered == 4 && scriptTampered == 4, "a tampered bundle was accepted");
        Files.delete(tampered);
    }

    private int java(Path bundle, Path root, String page) throws IOException {
        var text = new ByteArrayOutputStream();
        var out = new PrintStream(text, true, StandardCharsets.UTF_8);
        int exit = VerifyMain.run(List.of(bundle.toString(), "--root", root.toString()), Locale.getDefault(), out, out);
        Files.write(folder.evidence().resolve(page + ".txt"), text.toByteArray());
        return exit;
    }

    /** The scripts come from the bundle here; a careful auditor has them from elsewhere. */
    private Path extractScripts(Path bundle) throws IOException {
        Path verify = Files.createDirectories(folder.evidence().resolve("verify"));
        try (var zip = new ZipInputStream(Files.newInputStream(bundle))) {
            for (ZipEntry entry = zip.getNextEntry(); entry != null; entry = zip.getNextEntry()) {
                if (entry.getName().startsWith("verify/")) {
                    Files.write(verify.resolve(entry.getName().substring("verify/".length())), zip.readAllBytes());
                }
            }
        }
        return verify;
    }

    private int script(Path scripts, Path bundle, Path root, String page) throws IOException, InterruptedException {
        Process process = new ProcessBuilder(
                        "sh", scripts.resolve("verify.sh").toString(), bundle.toString(), "--root", root.toString())
                .redirectErrorStream(true)
                .redirectOutput(folder.evidence().resolve(page + "-script.txt").toFile())
                .start();
        process.getOutputStream().close();
        Demo.require(process.waitFor(2, TimeUnit.MINUTES), "verify.sh did not end");
        return process.exitValue();
    }
}
