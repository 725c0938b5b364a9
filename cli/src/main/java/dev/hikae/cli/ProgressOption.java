package dev.hikae.cli;

import picocli.CommandLine.Option;

/** How progress is shown. */
final class ProgressOption {
    private final Terminal terminal;

    @Option(names = "--progress", paramLabel = "auto|plain|json|none", defaultValue = "auto")
    private Mode mode = Mode.AUTO;

    ProgressOption(Terminal terminal) {
        this.terminal = terminal;
    }

    /** The choices. */
    enum Mode {
        AUTO,
        PLAIN,
        JSON,
        NONE
    }

    @Option(names = {"-q", "--quiet"})
    void quiet(boolean wanted) {
        if (wanted) {
            terminal.hush();
        }
    }

    ProgressDisplay start() {
        return new ProgressDisplay(terminal, mode == Mode.AUTO ? terminal.progress() : mode);
    }
}
