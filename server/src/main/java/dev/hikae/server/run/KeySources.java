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
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** Fetches the secret that opens a repository from where its configuration says. */
public final class KeySources {
    private static final Duration COMMAND_TIMEOUT = Duration.ofSeconds(30);
    private static final int LONGEST = 4096;

    private final Path machineKey;
    private final SecureRandom random;
    private final Duration commandTimeout;

    /** @param keys folder of the machine key, which is made when it is first needed */
    public KeySources(Path keys, SecureRandom random) {
        this(keys, random, COMMAND_TIMEOUT);
    }

    KeySources(Path keys, SecureRandom random, Duration commandTimeout) {
        this.machineKey = keys.resolve("machine.key");
        this.random = random;
        this.commandTimeout = commandTimeout;
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

    private Credential passphrase(List<String> argv) {
        String program = argv.getFirst();
        try {
            Process process = new ProcessBuilder(argv)
                    .redirectError(ProcessBuilder.Redirect.DISCARD)
                    .start();
            try {
                return passphrase(printed(process, program), program);
            } finally {
                process.descendants().forEach(ProcessHandle::destroyForcibly);
                process.destroyForcibly();
            }
        } catch (IOException e) {
            throw new HikaeException(e, RunError.KEY_SOURCE, program, e.toString());
        } catch (ExecutionException e) {
            throw new HikaeException(e, RunError.KEY_SOURCE, program, String.valueOf(e.getCause()));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new HikaeException(e, RunError.KEY_SOURCE, program, "interrupted");
        }
    }

    /** Reads on a thread of its own: a program that neither prints nor ends must not hold the repository for ever. */
    private String printed(Process process, String program)
            throws IOException, ExecutionException, InterruptedException {
        process.getOutputStream().close();
        var reading = new FutureTask<>(
                () -> new String(process.getInputStream().readNBytes(LONGEST), StandardCharsets.UTF_8));
        Thread.ofVirtual().name("key-command").start(reading);
        try {
            String printed = reading.get(commandTimeout.toMillis(), TimeUnit.MILLISECONDS);
            if (!process.waitFor(commandTimeout)) {
                throw new TimeoutException();
            }
            if (process.exitValue() != 0) {
                throw new HikaeException(RunError.KEY_SOURCE, program, "exit code " + process.exitValue());
            }
            return printed;
        } catch (TimeoutException e) {
            throw new HikaeException(e, RunError.KEY_SOURCE, program, "no end within " + commandTimeout);
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
