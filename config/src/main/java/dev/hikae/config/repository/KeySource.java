package dev.hikae.config.repository;

import java.nio.file.Path;
import java.util.List;

/** Where the secret that opens a repository's keyring comes from. Never the secret itself. */
public sealed interface KeySource {
    /** First line of a file. */
    record PassphraseFile(Path path) implements KeySource {}

    /** First line of what a command prints. */
    record PassphraseCommand(List<String> argv) implements KeySource {
        public PassphraseCommand {
            argv = List.copyOf(argv);
        }
    }

    /** A key file made by {@code hikae key generate}. */
    record KeyFile(Path path) implements KeySource {}

    /** The service's own machine key, made at first start, outside every region. */
    record Machine() implements KeySource {}
}
