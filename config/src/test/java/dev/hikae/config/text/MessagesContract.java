package dev.hikae.config.text;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.hikae.config.error.ErrorCode;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Properties;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * What every module's messages must hold, for one line in a test of each module.
 *
 * <p>Both languages have the same keys, each once, with the same parameters; every error code has a sentence and
 * a hint; every {@code error.HKE-nnnn} belongs to a code; Japanese sentences are Japanese.
 */
public final class MessagesContract {
    private static final Pattern PARAMETER = Pattern.compile("\\{\\d}");
    private static final Pattern CODE = Pattern.compile("error\\.(HKE-\\d{4}).*");

    private MessagesContract() {}

    /** Checks one bundle, for example {@code dev.hikae.engine.messages}, and all of its module's error enums. */
    @SafeVarargs
    public static void check(String bundle, Class<? extends ErrorCode>... errors) {
        var problems = new ArrayList<String>();
        var english = read(bundle, "en", problems);
        var japanese = read(bundle, "ja", problems);
        compare(english, japanese, problems);
        List<ErrorCode> codes = Arrays.stream(errors)
                .flatMap(e -> Arrays.stream(e.getEnumConstants()))
                .map(ErrorCode.class::cast)
                .toList();
        checkCodes(bundle, codes, english, problems);
        checkOrphans(codes, english.keySet(), problems);
        assertEquals(List.of(), problems);
    }

    private static TreeMap<String, String> read(String bundle, String language, List<String> problems) {
        var once = new TreeMap<String, String>();
        var properties = new Properties() {
            private static final long serialVersionUID = 1L;

            @Override
            public synchronized Object put(Object key, Object value) {
                if (once.put(key.toString(), value.toString()) instanceof String) {
                    problems.add(language + ": twice: " + key);
                }
                return value;
            }
        };
        String resource = "/" + bundle.replace('.', '/') + "_" + language + ".properties";
        try (var in = MessagesContract.class.getResourceAsStream(resource)) {
            assertTrue(in != null, "no " + resource);
            properties.load(new InputStreamReader(in, StandardCharsets.UTF_8));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return once;
    }

    private static void compare(
            TreeMap<String, String> english, TreeMap<String, String> japanese, List<String> problems) {
        var all = new TreeSet<>(english.keySet());
        all.addAll(japanese.keySet());
        for (String key : all) {
            String en = english.getOrDefault(key, "");
            String ja = japanese.getOrDefault(key, "");
            if (en.isBlank() || ja.isBlank()) {
                problems.add(
                        "missing or empty: " + key + (en.isBlank() ? " (en)" : "") + (ja.isBlank() ? " (ja)" : ""));
            } else if (!parameters(en).equals(parameters(ja))) {
                problems.add("other parameters: " + key);
            } else if (key.startsWith("error.") && ja.chars().allMatch(c -> c < 0x3000)) {
                problems.add("not Japanese: " + key);
            }
        }
    }

    private static Set<String> parameters(String pattern) {
        return PARAMETER.matcher(pattern).results().map(m -> m.group()).collect(Collectors.toSet());
    }

    private static void checkCodes(
            String bundle, List<ErrorCode> codes, TreeMap<String, String> messages, List<String> problems) {
        var ids = new HashSet<String>();
        for (ErrorCode code : codes) {
            String key = "error." + code.id();
            if (!CODE.matcher(key).matches()) {
                problems.add("not an id: " + code.id());
            }
            if (!ids.add(code.id())) {
                problems.add("id used twice: " + code.id());
            }
            if (!code.bundle().equals(bundle)) {
                problems.add(code.id() + " names another bundle: " + code.bundle());
            }
            if (!messages.containsKey(key) || !messages.containsKey(key + ".hint")) {
                problems.add("no sentence or no hint: " + code.id());
            }
        }
    }

    private static void checkOrphans(List<ErrorCode> codes, Set<String> keys, List<String> problems) {
        Set<String> ids = codes.stream().map(ErrorCode::id).collect(Collectors.toSet());
        for (String key : keys) {
            var m = CODE.matcher(key);
            if (m.matches() && !ids.contains(m.group(1))) {
                problems.add("no such code: " + key);
            }
        }
    }
}
