package dev.hikae.server.http;

import dev.hikae.config.text.Messages;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** Which of Japanese and English an answer speaks. */
public final class Language {
    /** Cookie and query parameter by which a page's reader chose. */
    public static final String CHOICE = "lang";

    private Language() {}

    /** From an {@code Accept-Language} header; English where neither language is asked for. */
    public static Locale accepted(Optional<String> header) {
        return header.map(Language::best).orElse(Locale.ENGLISH);
    }

    /** A reader's own choice goes before the header. */
    public static Locale chosen(Optional<String> choice, Optional<String> header) {
        return choice.filter(c -> c.equals("ja") || c.equals("en"))
                .map(Locale::forLanguageTag)
                .orElseGet(() -> accepted(header));
    }

    private static Locale best(String header) {
        try {
            List<Locale.LanguageRange> ranges = Locale.LanguageRange.parse(header);
            return Optional.ofNullable(Locale.lookup(ranges, List.of(Locale.ENGLISH, Locale.JAPANESE)))
                    .map(Messages::supported)
                    .orElse(Locale.ENGLISH);
        } catch (IllegalArgumentException e) {
            return Locale.ENGLISH;
        }
    }
}
