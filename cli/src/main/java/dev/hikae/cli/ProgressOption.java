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

    /** For commands that print as they go: on one terminal the bar would run through the lines. */
    ProgressDisplay startBesideOutput() {
        boolean shared = mode == Mode.AUTO && StandardOutput.isTerminal(terminal.data());
        return shared ? new ProgressDisplay(terminal, Mode.NONE) : start();
    }

    ProgressDisplay start() {
        return new ProgressDisplay(terminal, mode == Mode.AUTO ? terminal.progress() : mode);
    }
}
