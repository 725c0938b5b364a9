package dev.hikae.cli;

import java.util.List;
import java.util.stream.Collectors;
import picocli.CommandLine.MaxValuesExceededException;
import picocli.CommandLine.MissingParameterException;
import picocli.CommandLine.Model.ArgSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.OverwrittenOptionException;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.UnmatchedArgumentException;

/** What is wrong with a command line, in the language of this process: picocli itself speaks English only. */
final class UsageText {
    private UsageText() {}

    static String of(ParameterException e) {
        return switch (e) {
            case MissingParameterException missing ->
                Words.of(
                        "usage.missing",
                        missing.getMissing().stream().map(UsageText::named).collect(Collectors.joining(", ")));
            case UnmatchedArgumentException unknown -> unknown(unknown);
            case OverwrittenOptionException twice -> Words.of("usage.twice", named(twice.getOverwritten()));
            case MaxValuesExceededException many -> Words.of("usage.twice", label(many.getArgSpec()));
            default ->
                e.getArgSpec() == null || e.getValue() == null
                        ? String.valueOf(e.getMessage())
                        : Words.of("usage.value", e.getValue(), named(e.getArgSpec()));
        };
    }

    private static String unknown(UnmatchedArgumentException e) {
        String words = String.join(" ", e.getUnmatched());
        List<String> near = e.getSuggestions();
        return near.isEmpty()
                ? Words.of("usage.unknown", words)
                : Words.of("usage.unknown.near", words, String.join(", ", near));
    }

    private static String label(ArgSpec argument) {
        return argument == null ? "" : named(argument);
    }

    private static String named(ArgSpec argument) {
        return argument instanceof OptionSpec option
                ? option.longestName() + (option.arity().max() > 0 ? "=" + option.paramLabel() : "")
                : argument.paramLabel();
    }
}
