package dev.hikae.drills.verify;

import dev.hikae.config.error.HikaeException;
import dev.hikae.config.text.Messages;
import dev.hikae.drills.EvidenceError;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/** {@code java -jar hikae-verify.jar BUNDLE --root ROOT.pem}: prints the page; exits 0 when all holds, 4 when not. */
public final class VerifyMain {
    private static final List<String> OPTIONS =
            List.of("--root", "--root-sha256", "--log-key", "--previous-checkpoint", "--lang");

    private VerifyMain() {}

    public static void main(String[] arguments) {
        System.exit(run(
                List.of(arguments),
                Locale.getDefault(),
                new PrintStream(System.out, true, StandardCharsets.UTF_8),
                new PrintStream(System.err, true, StandardCharsets.UTF_8)));
    }

    /** As {@link #main}, without the end of the process. */
    public static int run(List<String> arguments, Locale locale, PrintStream out, PrintStream err) {
        try {
            Map<String, String> options = options(arguments);
            Locale wanted = Optional.ofNullable(options.get("--lang"))
                    .map(Locale::forLanguageTag)
                    .orElse(locale);
            Result result = EvidenceVerifier.verify(bundle(options.getOrDefault("", "")), question(options));
            out.print(result.page(wanted));
            return result.exitCode();
        } catch (HikaeException e) {
            err.println(e.code().id() + ": " + Messages.render(e.text(), locale));
            err.println("HINT: " + Messages.render(e.hint(), locale));
            return e.code().failure().exitCode();
        }
    }

    private static Map<String, String> options(List<String> arguments) {
        Map<String, String> options = new HashMap<>();
        for (int i = 0; i < arguments.size(); i++) {
            String word = arguments.get(i);
            boolean option = OPTIONS.contains(word);
            boolean lacksValue = option && i + 1 == arguments.size();
            if (lacksValue || (!option && word.startsWith("--")) || options.containsKey(option ? word : "")) {
                throw new HikaeException(EvidenceError.VERIFIER_INPUT, word, "BUNDLE " + String.join(" ", OPTIONS));
            }
            options.put(option ? word : "", option ? arguments.get(++i) : word);
        }
        if (!options.containsKey("")) {
            throw new HikaeException(EvidenceError.VERIFIER_INPUT, "BUNDLE", "BUNDLE " + String.join(" ", OPTIONS));
        }
        return options;
    }

    private static Question question(Map<String, String> options) {
        return new Question(
                Optional.ofNullable(options.get("--root")).map(file -> read("--root", file)),
                Optional.ofNullable(options.get("--root-sha256")),
                Optional.ofNullable(options.get("--log-key")).map(VerifyMain::keyOrFile),
                Optional.ofNullable(options.get("--previous-checkpoint"))
                        .map(file -> new String(read("--previous-checkpoint", file), StandardCharsets.UTF_8)));
    }

    private static String keyOrFile(String value) {
        return Files.isRegularFile(Path.of(value))
                ? new String(read("--log-key", value), StandardCharsets.UTF_8)
                : value;
    }

    private static byte[] bundle(String file) {
        try {
            return Files.readAllBytes(Path.of(file));
        } catch (IOException e) {
            throw new HikaeException(e, EvidenceError.BUNDLE_NOT_READ, file, e.toString());
        }
    }

    private static byte[] read(String option, String file) {
        try {
            return Files.readAllBytes(Path.of(file));
        } catch (IOException e) {
            throw new HikaeException(e, EvidenceError.VERIFIER_INPUT, option, e.toString());
        }
    }
}
