package dev.hikae.cli;

import dev.hikae.config.error.HikaeException;
import dev.hikae.engine.Cancellation;
import dev.hikae.engine.command.CommandPlace;
import dev.hikae.engine.command.CommandRun;
import dev.hikae.engine.key.Credential;
import dev.hikae.engine.key.Secret;
import dev.hikae.engine.keyring.KeyFiles;
import dev.hikae.engine.keyring.RecoveryKit;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.text.Normalizer;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;
import java.util.UUID;
import java.util.stream.Collectors;

/** Where a secret comes from: a file, a command, a key file, a recovery kit, or the person at the terminal. */
record Credentials(
        Terminal terminal,
        Optional<Path> passphraseFile,
        Optional<String> passphraseCommand,
        Optional<Path> keyFile,
        Optional<Path> recoveryKit,
        boolean noInput) {
    private static final int SHORTEST = 10;
    private static final int SAID = 10;
    private static final Duration COMMAND_TIMEOUT = Duration.ofSeconds(60);

    /** Whether the secret opens something that exists or will seal something new. */
    enum Purpose {
        OPEN,
        INIT
    }

    /** A command as one line for the shell, each word quoted. */
    static String quoted(List<String> argv) {
        return argv.stream().map(word -> "'" + word.replace("'", "'\\''") + "'").collect(Collectors.joining(" "));
    }

    Credential one(Purpose purpose) {
        if (recoveryKit.isPresent()) {
            return RecoveryKit.read(recoveryKit.get());
        }
        if (keyFile.isPresent()) {
            return KeyFiles.read(keyFile.get());
        }
        byte[] passphrase = passphrase(purpose);
        if (purpose == Purpose.INIT && new String(passphrase, StandardCharsets.UTF_8).length() < SHORTEST) {
            throw new HikaeException(CliError.PASSPHRASE_TOO_SHORT, SHORTEST);
        }
        try {
            return new Credential.Passphrase(Secret.copyOf(passphrase));
        } finally {
            Arrays.fill(passphrase, (byte) 0);
        }
    }

    private byte[] passphrase(Purpose purpose) {
        if (passphraseFile.isPresent()) {
            return firstLine(readFile(passphraseFile.get()));
        }
        if (passphraseCommand.isPresent()) {
            return firstLine(output(passphraseCommand.get(), COMMAND_TIMEOUT));
        }
        if (noInput) {
            throw new HikaeException(CliError.NO_SECRET);
        }
        byte[] typed = terminal.askSecret(Words.of("prompt.passphrase"));
        if (purpose == Purpose.INIT && !Arrays.equals(typed, terminal.askSecret(Words.of("prompt.passphrase.again")))) {
            throw new HikaeException(CliError.PASSPHRASES_DIFFER);
        }
        return typed;
    }

    private static String readFile(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new HikaeException(e, CliError.SECRET_UNREADABLE, file);
        }
    }

    /** What a command prints; what it says on standard error is passed on when it has ended. */
    String output(String command, Duration timeout) {
        String mark = UUID.randomUUID().toString();
        var environment = new TreeMap<>(System.getenv());
        environment.put("HIKAE_COMMAND_ID", mark);
        CommandRun run = CommandRun.of(
                List.of("/bin/sh", "-c", command),
                timeout,
                false,
                new CommandPlace(
                        Path.of("").toAbsolutePath(), environment, "HIKAE_COMMAND_ID=" + mark, Cancellation.NEVER));
        String said = run.stderr().lastLines(SAID);
        if (!said.isEmpty()) {
            terminal.note(said);
        }
        if (run.end() == CommandRun.End.CANCELLED) {
            throw new HikaeException(CliError.INTERRUPTED);
        }
        if (run.exit().orElse(-1) != 0) {
            throw new HikaeException(CliError.SECRET_COMMAND_FAILED);
        }
        return run.stdout().text();
    }

    private static byte[] firstLine(String text) {
        String line = text.lines().findFirst().orElse("");
        if (line.isEmpty()) {
            throw new HikaeException(CliError.NO_SECRET);
        }
        return Normalizer.normalize(line, Normalizer.Form.NFC).getBytes(StandardCharsets.UTF_8);
    }
}
