package dev.hikae.cli;

import dev.hikae.config.text.Messages;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import picocli.CommandLine;

/** Entry of the {@code hikae} command. */
public final class Main {
    /** Commands that run the service in this process; it configures logging by itself. */
    private static final List<String> SERVICES = List.of("server", "demo");

    private Main() {}

    public static void main(String[] args) {
        // Before anything logs: looking for a logging framework costs a tenth of a second, and one-shot commands need
        // none.
        if (args.length == 0 || !SERVICES.contains(args[0])) {
            System.setProperty("slf4j.provider", WarningsOnly.class.getName());
        }
        // System.exit also ends threads of libraries that are not daemons.
        System.exit(run(List.of(args), System.getenv(), System.out, System.err));
    }

    /** Runs one command line and returns its exit code; data goes to {@code out}, everything else to {@code err}. */
    static int run(List<String> args, Map<String, String> environment, PrintStream out, PrintStream err) {
        return run(args, environment, new Terminal(environment, out, err));
    }

    static int run(List<String> args, Map<String, String> environment, Terminal terminal) {
        Locale.setDefault(language(args, environment));
        return run(args, terminal);
    }

    static int run(List<String> args, Terminal terminal) {
        WarningsOnly.through(terminal);
        CommandLine line = line(Verb.named(args), terminal);
        // A misspelt command is best explained by all that there are.
        line.setParameterExceptionHandler((e, given) -> e instanceof CommandLine.UnmatchedArgumentException
                ? usage(line(Verb.all(), terminal), terminal, given)
                : terminal.usage(e));
        try {
            return line.execute(args.toArray(String[]::new));
        } catch (Error e) {
            // picocli hands over exceptions only.
            return terminal.fail(e);
        }
    }

    private static int usage(CommandLine line, Terminal terminal, String[] args) {
        line.setParameterExceptionHandler((e, given) -> terminal.usage(e));
        return line.execute(args);
    }

    /** The command line with these verbs. */
    static CommandLine line(List<Verb> verbs, Terminal terminal) {
        var factory = new CommandFactory(terminal);
        CommandLine line = new CommandLine(new HikaeCommand(), factory);
        verbs.forEach(verb -> line.addSubcommand(verb.word(), new CommandLine(verb.type(), factory)));
        line.setResourceBundle(Words.bundle());
        line.setOut(new java.io.PrintWriter(terminal.out(), true, StandardCharsets.UTF_8));
        line.setErr(new java.io.PrintWriter(terminal.err(), true, StandardCharsets.UTF_8));
        line.setColorScheme(CommandLine.Help.defaultColorScheme(
                terminal.colours() ? CommandLine.Help.Ansi.ON : CommandLine.Help.Ansi.OFF));
        line.setUsageHelpWidth(110);
        line.setCaseInsensitiveEnumValuesAllowed(true);
        line.setExecutionExceptionHandler((e, command, parsed) -> terminal.fail(e));
        return line;
    }

    /** {@code --lang}, else {@code HIKAE_LANG}, else the locale of the process. */
    private static Locale language(List<String> args, Map<String, String> environment) {
        Optional<String> asked = Optional.ofNullable(environment.get("HIKAE_LANG"));
        for (int i = 0; i < args.size(); i++) {
            String arg = args.get(i);
            if (arg.startsWith("--lang=")) {
                asked = Optional.of(arg.substring("--lang=".length()));
            } else if (arg.equals("--lang") && i + 1 < args.size()) {
                asked = Optional.of(args.get(i + 1));
            }
        }
        return Messages.supported(asked.map(Locale::forLanguageTag).orElseGet(() -> posix(environment)));
    }

    private static Locale posix(Map<String, String> environment) {
        for (String name : List.of("LC_ALL", "LC_MESSAGES", "LANG")) {
            String value = environment.getOrDefault(name, "");
            if (!value.isEmpty()) {
                return Locale.forLanguageTag(value.replaceFirst("[.@].*", "").replace('_', '-'));
            }
        }
        return Locale.ENGLISH;
    }
}
