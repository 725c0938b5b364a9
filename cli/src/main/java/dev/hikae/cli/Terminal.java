package dev.hikae.cli;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.hikae.config.error.HikaeException;
import java.io.PrintStream;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import picocli.CommandLine.ParameterException;

/** Where a command reads and writes: data on {@code out}, progress and errors on {@code err}. */
final class Terminal {
    /** Version of the JSON envelope. */
    static final int ENVELOPE = 1;

    private final Map<String, String> environment;
    private final PrintStream out;
    private final PrintStream err;
    private Format format = Format.TABLE;

    Terminal(Map<String, String> environment, PrintStream out, PrintStream err) {
        this.environment = environment;
        this.out = out;
        this.err = err;
    }

    /** How data is printed. */
    enum Format {
        TABLE,
        JSON,
        JSONL
    }

    void format(Format wanted) {
        format = wanted;
    }

    Format format() {
        return format;
    }

    PrintStream out() {
        return out;
    }

    PrintStream err() {
        return err;
    }

    Optional<String> environment(String name) {
        return Optional.ofNullable(environment.get(name)).filter(v -> !v.isEmpty());
    }

    boolean interactive() {
        var console = System.console();
        return err == System.err && console != null && console.isTerminal();
    }

    boolean colours() {
        return interactive() && environment("NO_COLOR").isEmpty();
    }

    /** Prints one result: a table's text, or an object in the envelope. */
    void result(String kind, ObjectNode data, Runnable table) {
        switch (format) {
            case TABLE -> table.run();
            case JSON, JSONL -> out.println(envelope(kind).setAll(data));
        }
        checkOut();
    }

    /** Prints a list: the table's text, one envelope with {@code items}, or one envelope a line. */
    void results(String kind, List<ObjectNode> items, Runnable table) {
        switch (format) {
            case TABLE -> table.run();
            case JSON -> {
                ObjectNode envelope = envelope(kind);
                envelope.putArray("items").addAll(items);
                out.println(envelope);
            }
            case JSONL -> items.forEach(item -> out.println(envelope(kind).setAll(item)));
        }
        checkOut();
    }

    /** Says how a command failed; returns its exit code. No stack trace reaches a user. */
    int fail(Throwable e) {
        if (e instanceof HikaeException known) {
            error(known);
            return known.code().failure().exitCode();
        }
        Throwable cause = e.getCause();
        if (cause instanceof HikaeException known) {
            return fail(known);
        }
        if (environment("HIKAE_DEBUG").isPresent()) {
            e.printStackTrace(err);
        }
        return fail(new HikaeException(e, CliError.INTERNAL, e.getClass().getSimpleName() + ": " + e.getMessage()));
    }

    int usage(ParameterException e) {
        error(new HikaeException(
                CliError.USAGE,
                String.valueOf(e.getMessage()),
                e.getCommandLine().getCommandSpec().qualifiedName()));
        return CliError.USAGE.failure().exitCode();
    }

    private void error(HikaeException e) {
        String sentence = Words.render(e.text());
        String hint = Words.render(e.hint());
        if (format == Format.TABLE) {
            err.println("hikae: " + e.code().id() + ": " + sentence);
            err.println("HINT: " + hint);
        } else {
            ObjectNode error = envelope("error").put("code", e.code().id());
            error.put("detail", sentence).put("hint", hint);
            error.put("exit", e.code().failure().exitCode());
            err.println(error);
        }
    }

    private static ObjectNode envelope(String kind) {
        return JsonNodeFactory.instance.objectNode().put("hikae", ENVELOPE).put("kind", kind);
    }

    /** Prints rows in columns as wide as their widest cell (East Asian wide characters count twice). */
    void table(List<String> header, List<List<String>> rows) {
        int[] widths = new int[header.size()];
        for (int c = 0; c < widths.length; c++) {
            int column = c;
            widths[c] = Math.max(
                    width(header.get(c)),
                    rows.stream().mapToInt(r -> width(r.get(column))).max().orElse(0));
        }
        printRow(header, widths);
        rows.forEach(row -> printRow(row, widths));
    }

    private void printRow(List<String> row, int[] widths) {
        var line = new StringBuilder();
        for (int c = 0; c < widths.length; c++) {
            line.append(row.get(c)).repeat(' ', widths[c] - width(row.get(c)) + 2);
        }
        out.println(line.toString().stripTrailing());
    }

    private static int width(String text) {
        return text.codePoints()
                .map(c -> c >= 0x1100 && c < 0xfffd && !isNarrow(c) ? 2 : 1)
                .sum();
    }

    private static boolean isNarrow(int c) {
        return c >= 0xff61 && c <= 0xffdc || c < 0x2e80 && c > 0x115f;
    }

    private void checkOut() {
        if (out.checkError()) {
            throw new HikaeException(CliError.OUTPUT_FAILED);
        }
    }

    /** Asks for a secret without echo. */
    byte[] askSecret(String prompt) {
        if (!interactive()) {
            throw new HikaeException(CliError.NO_SECRET);
        }
        var console = System.console();
        char[] typed = console == null ? null : console.readPassword("%s: ", prompt);
        if (typed == null) {
            throw new HikaeException(CliError.NO_TERMINAL_INPUT);
        }
        byte[] bytes = java.text.Normalizer.normalize(new String(typed), java.text.Normalizer.Form.NFC)
                .getBytes(java.nio.charset.StandardCharsets.UTF_8);
        Arrays.fill(typed, ' ');
        return bytes;
    }
}
