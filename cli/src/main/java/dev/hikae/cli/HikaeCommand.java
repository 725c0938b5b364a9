package dev.hikae.cli;

import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ScopeType;
import picocli.CommandLine.Spec;

/** The command itself: shows its verbs. */
@Command(name = "hikae", mixinStandardHelpOptions = true, versionProvider = Version.class, scope = ScopeType.INHERIT)
final class HikaeCommand implements Runnable {
    @Spec
    @SuppressWarnings("NullAway.Init") // picocli fills it in
    CommandSpec spec;

    @Option(names = "--lang", paramLabel = "ja|en", scope = ScopeType.INHERIT)
    @SuppressWarnings({"NullAway.Init", "UnusedVariable"}) // read before parsing, listed here for help
    private String lang;

    @Override
    public void run() {
        throw new ParameterException(spec.commandLine(), Words.of("usage.no-command"));
    }
}
