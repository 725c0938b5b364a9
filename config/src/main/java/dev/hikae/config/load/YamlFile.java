package dev.hikae.config.load;

import dev.hikae.config.error.ConfigError;
import dev.hikae.config.load.Problems.Place;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Optional;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.api.lowlevel.Compose;
import org.snakeyaml.engine.v2.api.lowlevel.Parse;
import org.snakeyaml.engine.v2.events.AliasEvent;
import org.snakeyaml.engine.v2.events.CollectionEndEvent;
import org.snakeyaml.engine.v2.events.CollectionStartEvent;
import org.snakeyaml.engine.v2.events.Event;
import org.snakeyaml.engine.v2.events.NodeEvent;
import org.snakeyaml.engine.v2.exceptions.Mark;
import org.snakeyaml.engine.v2.exceptions.MarkedYamlEngineException;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;
import org.snakeyaml.engine.v2.nodes.Node;

/** One YAML document as nodes that know their place; never builds objects from tags. */
final class YamlFile {
    static final int LARGEST_BYTES = 1 << 20;
    static final int DEEPEST = 32;

    private final Path file;
    private final Problems problems;

    private YamlFile(Path file, Problems problems) {
        this.file = file;
        this.problems = problems;
    }

    /** The root of a file; empty when there is a problem, which is then noted. */
    static Optional<Value> read(Path file, Problems problems) {
        var yaml = new YamlFile(file, problems);
        return yaml.text().flatMap(yaml::parse);
    }

    /** The root of a text that is shown as if it came from the file. */
    static Optional<Value> parse(String text, Path file, Problems problems) {
        return new YamlFile(file, problems).parse(text);
    }

    private Optional<String> text() {
        try (var in = Files.newInputStream(file)) {
            byte[] bytes = in.readNBytes(LARGEST_BYTES + 1);
            if (bytes.length > LARGEST_BYTES) {
                return refused(ConfigError.FILE_TOO_LARGE, LARGEST_BYTES);
            }
            return Optional.of(StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(bytes))
                    .toString());
        } catch (CharacterCodingException e) {
            return refused(ConfigError.NOT_UTF8);
        } catch (NoSuchFileException e) {
            return refused(ConfigError.FILE_UNREADABLE, "no such file");
        } catch (IOException e) {
            return refused(ConfigError.FILE_UNREADABLE, String.valueOf(e.getMessage()));
        }
    }

    private Optional<Value> parse(String text) {
        if (text.length() > LARGEST_BYTES) {
            return refused(ConfigError.FILE_TOO_LARGE, LARGEST_BYTES);
        }
        var settings = LoadSettings.builder()
                .setLabel(file.toString())
                .setUseMarks(true)
                .setCodePointLimit(LARGEST_BYTES)
                .setMaxAliasesForCollections(0)
                .build();
        try {
            if (!isTame(text, settings)) {
                return Optional.empty();
            }
            Optional<Node> root = new Compose(settings).composeString(text);
            return root.isPresent()
                    ? Optional.of(new Value(root.get(), "", file, problems))
                    : refused(ConfigError.FILE_EMPTY);
        } catch (MarkedYamlEngineException e) {
            problems.add(place(e.getProblemMark()), ConfigError.YAML_SYNTAX, e.getProblem());
            return Optional.empty();
        } catch (YamlEngineException e) {
            return refused(ConfigError.YAML_SYNTAX, String.valueOf(e.getMessage()));
        }
    }

    /** Looks through the events first, because composing recurses and follows aliases. */
    private boolean isTame(String text, LoadSettings settings) {
        int depth = 0;
        for (Event event : new Parse(settings).parseString(text)) {
            depth += event instanceof CollectionStartEvent ? 1 : event instanceof CollectionEndEvent ? -1 : 0;
            if (depth > DEEPEST) {
                problems.add(place(event.getStartMark()), ConfigError.YAML_TOO_DEEP, DEEPEST);
                return false;
            }
            if (event instanceof AliasEvent
                    || event instanceof NodeEvent n && n.getAnchor().isPresent()) {
                problems.add(place(event.getStartMark()), ConfigError.YAML_ALIAS);
                return false;
            }
        }
        return true;
    }

    private Place place(Optional<Mark> mark) {
        return mark.map(m -> new Place(file, m.getLine() + 1, m.getColumn() + 1))
                .orElse(Place.start(file));
    }

    private <T> Optional<T> refused(ConfigError code, Object... params) {
        problems.add(Place.start(file), code, params);
        return Optional.empty();
    }
}
