package dev.hikae.cli;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.hikae.config.error.HikaeException;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import picocli.CommandLine.ParameterException;

/** Where a command reads and writes: data on {@code out}, progress and errors on {@code err}. */
final class Terminal {
    /** Version of the JSON envelope. */
    static final int ENVELOPE = 1;

    private static final PrintStream NOWHERE =
            new PrintStream(OutputStream.nullOutputStream(), false, StandardCharsets.UTF_8);
    private static final int USUAL_COLUMNS = 80;
    private static final Pattern DEVICE = Pattern.compile("/dev/(pts/\\d+|tty\\w*|console|hvc\\d+)");

    private final Map<String, String> environment;
    private final PrintStream out;
    private final PrintStream err;
    private final InstantSource clock;
    private Format format = Format.TABLE;
    private ProgressOption.Mode progress = ProgressOption.Mode.AUTO;
    private boolean quiet;

    Terminal(Map<String, String> environment, PrintStream out, PrintStream err) {
        this(environment, out, err, Clock.systemUTC());
    }

    Terminal(Map<String, String> environment, PrintStream out, PrintStream err, InstantSource clock) {
        this.clock = clock;
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

    InstantSource clock() {
        return clock;
    }

    void format(Format wanted) {
        format = wanted;
    }

    Format format() {
        return format;
    }

    /** Everything as JSON lines: results on standard output, progress and errors on standard error. */
    void events() {
        format = Format.JSONL;
        progress = ProgressOption.Mode.JSON;
    }

    /** Only what went wrong, and what machines asked for. */
    void hush() {
        quiet = true;
    }

    /** The progress to show where the command line does not say. */
    ProgressOption.Mode progress() {
        return quiet ? ProgressOption.Mode.NONE : progress;
    }

    /** Where data goes, however quiet the rest is. */
    PrintStream data() {
        return out;
    }

    /** Where texts for people go. */
    PrintStream out() {
        return quiet ? NOWHERE : out;
    }

    PrintStream err() {
        return err;
    }

    Optional<String> environment(String name) {
        return Optional.ofNullable(environment.get(name)).filter(v -> !v.isEmpty());
    }

    /** Whether a person sits at the terminal and can be asked. */
    boolean interactive() {
        var console = System.console();
        return err == System.err && console != null && console.isTerminal();
    }

    /** Whether standard error is a terminal that can redraw a line. Read from the kernel: a console costs a command more. */
    boolean redraws() {
        return err == System.err && isTerminal(Path.of("/proc/self/fd/2")) && capable();
    }

    private static boolean isTerminal(Path descriptor) {
        try {
            return DEVICE.matcher(Files.readSymbolicLink(descriptor).toString()).matches();
        } catch (IOException e) {
            return false;
        }
    }

    private boolean capable() {
        return environment("TERM").filter(term -> !term.equals("dumb")).isPresent();
    }

    /** Columns of the terminal now; {@code COLUMNS} or 80 where it does not say. */
    int columns() {
        OptionalInt asked = WindowSize.columns();
        return asked.isPresent()
                ? asked.getAsInt()
                : environment("COLUMNS")
                        .filter(c -> c.matches("[1-9]\\d{0,3}"))
                        .map(Integer::parseInt)
                        .orElse(USUAL_COLUMNS);
    }

    /** {@code NO_COLOR} forbids colours, {@code CLICOLOR_FORCE} demands them, {@code CLICOLOR=0} and a dumb terminal have none. */
    boolean colours() {
        if (environment("NO_COLOR").isPresent()) {
            return false;
        }
        if (environment("CLICOLOR_FORCE").filter(v -> !v.equals("0")).isPresent()) {
            return true;
        }
        return redraws() && environment("CLICOLOR").filter("0"::equals).isEmpty();
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
        if (e instanceof ReaderGone) {
            return StandardOutput.READER_GONE;
        }
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
        if (Stream.iterate(e, Objects::nonNull, Throwable::getCause).anyMatch(OutOfMemoryError.class::isInstance)) {
            long mebibytes = Runtime.getRuntime().maxMemory() >> 20;
            return fail(new HikaeException(
                    e, CliError.OUT_OF_MEMORY, String.valueOf(mebibytes), String.valueOf(2 * mebibytes)));
        }
        return fail(new HikaeException(e, CliError.INTERNAL, e.getClass().getSimpleName() + ": " + e.getMessage()));
    }

    int usage(ParameterException e) {
        error(new HikaeException(
                CliError.USAGE,
                UsageText.of(e),
                e.getCommandLine().getCommandSpec().qualifiedName()));
        return CliError.USAGE.failure().exitCode();
    }

    private void error(HikaeException e) {
        String sentence = Words.render(e.text());
        String hint = Words.render(e.hint());
        if (format == Format.TABLE) {
            err.println("hikae: " + e.code().id() + ": " + Columns.harmlessLines(sentence));
            err.println("HINT: " + Columns.harmlessLines(hint));
        } else {
            ObjectNode error = envelope("error").put("code", e.code().id());
            error.put("detail", sentence).put("hint", hint);
            error.put("exit", e.code().failure().exitCode());
            err.println(error);
        }
    }

    /** Says something that is neither a result nor an error. */
    void note(String text) {
        err.println(
                format == Format.TABLE
                        ? Columns.harmlessLines(text)
                        : envelope("note").put("text", text));
    }

    /** Says what happened on the way: lines for people, an object in the envelope for programs. */
    void event(String kind, ObjectNode data, String lines) {
        if (format != Format.TABLE) {
            err.println(envelope(kind).setAll(data));
        } else if (!lines.isEmpty()) {
            err.println(Columns.harmlessLines(lines));
        }
    }

    static ObjectNode envelope(String kind) {
        return JsonNodeFactory.instance.objectNode().put("hikae", ENVELOPE).put("kind", kind);
    }

    /** Prints rows in columns as wide as their widest cell (East Asian wide characters count twice). */
    void table(List<String> header, List<List<String>> rows) {
        int[] widths = new int[header.size()];
        for (int c = 0; c < widths.length; c++) {
            int column = c;
            widths[c] = Math.max(
                    Columns.width(header.get(c)),
                    rows.stream()
                            .mapToInt(r -> Columns.width(r.get(column)))
                            .max()
                            .orElse(0));
        }
        printRow(header, widths);
        rows.forEach(row -> printRow(row, widths));
    }

    private void printRow(List<String> row, int[] widths) {
        var line = new StringBuilder();
        for (int c = 0; c < widths.length; c++) {
            line.append(row.get(c)).repeat(' ', widths[c] - Columns.width(row.get(c)) + 2);
        }
        out.println(line.toString().stripTrailing());
    }

    /** Who read standard output wants no more of it: nothing is wrong, and nothing is said. */
    private static final class ReaderGone extends RuntimeException {
        private static final long serialVersionUID = 1L;
    }

    void checkOut() {
        if (out.checkError()) {
            if (StandardOutput.isPipe(out)) {
                throw new ReaderGone();
            }
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
