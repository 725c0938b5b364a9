package dev.hikae.cli;

import picocli.CommandLine.Option;

/** {@code --output}: a table for people, JSON for machines. */
final class OutputOption {
    private final Terminal terminal;

    OutputOption(Terminal terminal) {
        this.terminal = terminal;
    }

    @Option(names = "--output", paramLabel = "table|json|jsonl")
    void format(Terminal.Format wanted) {
        terminal.format(wanted);
    }

    @Option(names = "--json")
    void json(boolean wanted) {
        if (wanted) {
            terminal.events();
        }
    }
}
