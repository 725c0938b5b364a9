package dev.hikae.cli;

import picocli.CommandLine.Option;

/** How progress is shown. */
final class ProgressOption {
    private final Terminal terminal;

    @Option(names = "--progress", paramLabel = "auto|none|json", defaultValue = "auto")
    private Mode mode = Mode.AUTO;

    ProgressOption(Terminal terminal) {
        this.terminal = terminal;
    }

    /** The choices. */
    enum Mode {
        AUTO,
        NONE,
        JSON
    }

    ProgressDisplay start() {
        return new ProgressDisplay(terminal, mode);
    }
}
