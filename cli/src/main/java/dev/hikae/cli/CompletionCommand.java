package dev.hikae.cli;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import picocli.AutoComplete;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Parameters;

/** {@code hikae completion}: prints a completion script for a shell. */
@Command(name = "completion")
final class CompletionCommand implements Callable<Integer> {
    private final Terminal terminal;

    @Parameters(index = "0", paramLabel = "bash|zsh|fish", descriptionKey = "completion.shell")
    private Shell shell = Shell.BASH;

    CompletionCommand(Terminal terminal) {
        this.terminal = terminal;
    }

    /** The shells. */
    enum Shell {
        BASH,
        ZSH,
        FISH
    }

    @Override
    public Integer call() {
        CommandLine all = Main.line(Verb.all(), terminal);
        terminal.out()
                .print(
                        switch (shell) {
                            // zsh reads bash's by bashcompinit, which the script itself loads.
                            case BASH, ZSH -> AutoComplete.bash("hikae", all);
                            case FISH -> fish(all.getCommandSpec());
                        });
        terminal.out().flush();
        return 0;
    }

    private static String fish(CommandSpec hikae) {
        List<String> lines = new ArrayList<>(List.of("# fish completion for hikae", "complete -c hikae -f"));
        fish(hikae, List.of(), lines);
        return String.join("\n", lines) + "\n";
    }

    private static void fish(CommandSpec spec, List<String> path, List<String> lines) {
        String here = path.isEmpty()
                ? "__fish_use_subcommand"
                : path.stream()
                        .map(word -> "__fish_seen_subcommand_from " + word)
                        .collect(Collectors.joining("; and "));
        spec.subcommands().forEach((name, sub) -> {
            lines.add("complete -c hikae -n " + quoted(here) + " -a " + name + " -d "
                    + quoted(first(sub.getCommandSpec().usageMessage().header())));
            List<String> deeper = new ArrayList<>(path);
            deeper.add(name);
            fish(sub.getCommandSpec(), deeper, lines);
        });
        if (!path.isEmpty()) {
            spec.options().forEach(option -> lines.add(option(here, option)));
            if (!spec.positionalParameters().isEmpty()) {
                lines.add("complete -c hikae -n " + quoted(here) + " -F");
            }
        }
    }

    private static String option(String here, OptionSpec option) {
        var line = new StringBuilder("complete -c hikae -n " + quoted(here));
        for (String name : option.names()) {
            line.append(name.startsWith("--") ? " -l " : " -s ").append(name.replaceFirst("^-+", ""));
        }
        if (option.arity().max() > 0) {
            line.append(" -r");
            String choices = option.paramLabel();
            if (choices.contains("|")) {
                line.append(" -f -a ").append(quoted(choices.replace('|', ' ').toLowerCase(Locale.ROOT)));
            } else {
                line.append(" -F");
            }
        }
        return line + " -d " + quoted(first(option.description()));
    }

    private static String first(String[] texts) {
        return texts.length == 0 ? "" : texts[0];
    }

    private static String quoted(String text) {
        return "'" + text.replace("\\", "\\\\").replace("'", "\\'") + "'";
    }
}
