package dev.hikae.engine.keyring;

import dev.hikae.config.error.HikaeException;
import dev.hikae.config.text.Messages;
import dev.hikae.config.text.Text;
import dev.hikae.engine.EngineError;
import dev.hikae.engine.key.Credential;
import dev.hikae.engine.key.Secret;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The printable sheet that opens a repository when all else is lost; in Japanese and English. */
public final class RecoveryKit {
    private static final Pattern CODE = Pattern.compile("(?m)^\\s*((?:[0-9A-Za-z]{5}[ \\t-]+){7}[0-9A-Za-z]{5})\\s*$");
    private static final int LARGEST = 64 << 10;

    private RecoveryKit() {}

    /**
     * What stands in a kit besides the code.
     *
     * @param regions each as {@code name: place}
     */
    public record Facts(String repositoryId, String ownerFingerprint, List<String> regions, Instant made) {
        public Facts {
            regions = List.copyOf(regions);
        }
    }

    /** Writes a new file of mode 0600; an existing one is never overwritten. */
    public static void write(Path file, Secret code, Facts facts) {
        String shown = new String(code.revealBytes(), StandardCharsets.US_ASCII);
        var text = new StringBuilder();
        for (Locale locale : List.of(Locale.JAPANESE, Locale.ENGLISH)) {
            text.append(page(shown, facts, locale)).append('\n');
        }
        KeyFiles.writeNew(file, text.toString());
    }

    private static String page(String code, Facts facts, Locale locale) {
        var lines = new StringBuilder();
        lines.append(say(locale, "title"))
                .append("\n\n")
                .append(say(locale, "keep"))
                .append("\n\n");
        lines.append(say(locale, "code")).append("\n\n    ").append(code).append("\n\n");
        lines.append(say(locale, "repository", facts.repositoryId())).append('\n');
        lines.append(say(locale, "owner", facts.ownerFingerprint())).append('\n');
        lines.append(say(locale, "made", facts.made())).append('\n');
        lines.append(say(locale, "regions")).append('\n');
        facts.regions().forEach(r -> lines.append("    ").append(r).append('\n'));
        lines.append('\n').append(say(locale, "restore")).append("\n\n");
        for (String command : List.of(
                "hikae snapshots --repo LOCATION --recovery-kit FILE",
                "hikae ls latest --repo LOCATION --recovery-kit FILE",
                "hikae restore latest --target DIR --repo LOCATION --recovery-kit FILE")) {
            lines.append("    ").append(command).append('\n');
        }
        return lines.append('\n').append(say(locale, "location")).append('\n').toString();
    }

    private static String say(Locale locale, String key, Object... params) {
        return Messages.render(Text.of(EngineError.BUNDLE, "kit." + key, params), locale);
    }

    /**
     * The code from a kit's file, or as typed from paper on a line of a text file. Whether it is right shows when it opens a
     * keyring.
     *
     * @throws HikaeException when the file has none or cannot be read
     */
    public static Credential.RecoveryCode read(Path kit) {
        try {
            Matcher code = CODE.matcher(Files.size(kit) > LARGEST ? "" : Files.readString(kit));
            if (!code.find()) {
                throw new HikaeException(EngineError.KIT_WITHOUT_CODE, kit);
            }
            return new Credential.RecoveryCode(Secret.copyOf(code.group(1).getBytes(StandardCharsets.US_ASCII)));
        } catch (IOException e) {
            throw new HikaeException(e, EngineError.KIT_UNREADABLE, kit);
        }
    }
}
