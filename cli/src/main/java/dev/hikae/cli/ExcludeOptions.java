package dev.hikae.cli;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.hikae.config.error.HikaeException;
import dev.hikae.config.text.ByteSizes;
import dev.hikae.engine.BackupResult.Excluded;
import dev.hikae.engine.Exclusions;
import dev.hikae.engine.file.Excludes;
import dev.hikae.engine.file.FileError;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.TreeMap;
import java.util.stream.Collectors;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Option;
import picocli.CommandLine.TypeConversionException;

/** What a backup is to leave out, and how it says what it did. */
final class ExcludeOptions {
    private final Terminal terminal;

    @Option(names = "--exclude", paramLabel = "PATTERN")
    private List<String> patterns = new ArrayList<>();

    @Option(names = "--exclude-file", paramLabel = "FILE")
    private List<Path> files = new ArrayList<>();

    @Option(names = "--exclude-ignore-case")
    private boolean ignoreCase;

    @Option(names = "--exclude-caches")
    private boolean caches;

    @Option(names = "--exclude-if-present", paramLabel = "NAME")
    private List<String> ifPresent = new ArrayList<>();

    @Option(names = "--exclude-larger-than", paramLabel = "SIZE", converter = Size.class)
    private Optional<Long> largerThan = Optional.empty();

    @Option(names = "--exclude-nodump")
    private boolean nodump;

    @Option(names = "--list-excluded")
    private boolean list;

    ExcludeOptions(Terminal terminal) {
        this.terminal = terminal;
    }

    /** The files' patterns first, so that one on the command line can take an exclusion back. */
    Exclusions read() {
        var all = new ArrayList<String>();
        files.forEach(file -> all.addAll(lines(file)));
        all.addAll(patterns);
        OptionalLong largest = largerThan.map(OptionalLong::of).orElseGet(OptionalLong::empty);
        return new Exclusions(all, ignoreCase, caches, ifPresent, largest, nodump);
    }

    private static List<String> lines(Path file) {
        try {
            return Excludes.lines(Files.readAllBytes(file));
        } catch (NoSuchFileException e) {
            throw new HikaeException(e, CliError.PATH_MISSING, file);
        } catch (IOException e) {
            throw new HikaeException(e, FileError.EXCLUDE_FILE_UNREADABLE, file, String.valueOf(e.getMessage()));
        }
    }

    void print(Excluded excluded) {
        if (list) {
            excluded.first()
                    .forEach(left -> terminal.err().println(Words.of("backup.left", left.path(), word(left.reason()))));
        }
        if (excluded.total() > 0) {
            String reasons = new TreeMap<>(excluded.counts())
                    .entrySet().stream()
                            .map(e -> word(e.getKey()) + " " + e.getValue())
                            .collect(Collectors.joining(", "));
            terminal.err().println(Words.of("backup.excluded", excluded.total(), reasons));
        }
    }

    static ObjectNode json(Excluded excluded) {
        ObjectNode data = JsonNodeFactory.instance.objectNode().put("total", excluded.total());
        ObjectNode counts = data.putObject("counts");
        new TreeMap<>(excluded.counts()).forEach((reason, count) -> counts.put(id(reason), count));
        ArrayNode first = data.putArray("first");
        excluded.first()
                .forEach(left ->
                        first.addObject().put("path", left.path().toString()).put("reason", id(left.reason())));
        return data;
    }

    private static String word(Exclusions.Reason reason) {
        return Words.of("backup.reason." + id(reason));
    }

    private static String id(Exclusions.Reason reason) {
        return reason.name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    /** {@code 500MB}, {@code 2GiB}. */
    static final class Size implements ITypeConverter<Long> {
        @Override
        public Long convert(String value) {
            return ByteSizes.parse(value).orElseThrow(() -> new TypeConversionException("'" + value + "'"));
        }
    }
}
