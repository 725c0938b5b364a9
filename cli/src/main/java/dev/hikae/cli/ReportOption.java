package dev.hikae.cli;

import picocli.CommandLine.Option;

/** {@code --report}: how a command whose {@code --output} is data tells what it did; on standard error. */
final class ReportOption {
    private final Terminal terminal;

    ReportOption(Terminal terminal) {
        this.terminal = terminal;
    }

    @Option(names = "--report", paramLabel = "table|json|jsonl", defaultValue = "table")
    void format(Terminal.Format wanted) {
        terminal.format(wanted);
    }
}
