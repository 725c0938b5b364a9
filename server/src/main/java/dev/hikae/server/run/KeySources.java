package dev.hikae.server.run;

import dev.hikae.config.error.HikaeException;
import dev.hikae.config.repository.KeySource;
import dev.hikae.engine.key.Credential;
import dev.hikae.engine.key.Secret;
import dev.hikae.engine.keyring.KeyFiles;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.text.Normalizer;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** Fetches the secret that opens a repository from where its configuration says. */
public final class KeySources {
    private static final Duration COMMAND_TIMEOUT = Duration.ofSeconds(30);
    private static final int LONGEST = 4096;

    private final Path machineKey;
    private final SecureRandom random;

    /** @param keys folder of the machine key, which is made when it is first needed */
    public KeySources(Path keys, SecureRandom random) {
        this.machineKey = keys.resolve("machine.key");
        this.random = random;
    }

    /** The credential; throws {@code HKE-6308} when it cannot be had. */
    public Credential credential(KeySource source) {
        return switch (source) {
            case KeySource.PassphraseFile file -> passphrase(file.path());
            case KeySource.PassphraseCommand command -> passphrase(command.argv());
            case KeySource.KeyFile file -> KeyFiles.read(file.path());
            case KeySource.Machine machine -> machine();
        };
    }

    private synchronized Credential machine() {
        return Files.exists(machineKey) ? KeyFiles.read(machineKey) : KeyFiles.generate(machineKey, random);
    }

    private static Credential passphrase(Path file) {
        try {
            return passphrase(Files.size(file) > LONGEST ? "" : Files.readString(file), file);
        } catch (IOException e) {
            throw new HikaeException(e, RunError.KEY_SOURCE, file, e.toString());
        }
    }

    private static Credential passphrase(List<String> argv) {
        String program = argv.getFirst();
        try {
            Process process = new ProcessBuilder(argv)
                    .redirectError(ProcessBuilder.Redirect.DISCARD)
                    .start();
            process.getOutputStream().close();
            String printed = new String(process.getInputStream().readNBytes(LONGEST), StandardCharsets.UTF_8);
            if (!process.waitFor(COMMAND_TIMEOUT.toSeconds(), TimeUnit.SECONDS)) {
                process.destroyForcibly();
                throw new HikaeException(RunError.KEY_SOURCE, program, "no end within " + COMMAND_TIMEOUT);
            }
            if (process.exitValue() != 0) {
                throw new HikaeException(RunError.KEY_SOURCE, program, "exit code " + process.exitValue());
            }
            return passphrase(printed, program);
        } catch (IOException e) {
            throw new HikaeException(e, RunError.KEY_SOURCE, program, e.toString());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new HikaeException(e, RunError.KEY_SOURCE, program, "interrupted");
        }
    }

    private static Credential passphrase(String text, Object source) {
        String line = text.lines().findFirst().orElse("");
        if (line.isEmpty()) {
            throw new HikaeException(RunError.KEY_SOURCE, source, "its first line is empty");
        }
        String nfc = Normalizer.normalize(line, Normalizer.Form.NFC);
        return new Credential.Passphrase(Secret.copyOf(nfc.getBytes(StandardCharsets.UTF_8)));
    }
}
