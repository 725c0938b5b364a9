package dev.hikae.config.text;

import java.util.List;
import java.util.Locale;
import java.util.MissingResourceException;
import java.util.ResourceBundle;
import java.util.regex.Pattern;

/**
 * Renders texts from UTF-8 {@code messages_{en,ja}.properties}.
 *
 * <p>A parameter is {@code {0}}; nothing else is special, so an apostrophe is an apostrophe. A key that
 * does not exist is a bug of ours and is thrown as one.
 */
public final class Messages {
    private static final Pattern PARAMETER = Pattern.compile("\\{(\\d)}");

    private Messages() {}

    public static String render(Text text, Locale locale) {
        return fill(pattern(text, locale), text.params());
    }

    /** Japanese for any Japanese locale, English for every other. */
    public static Locale supported(Locale wanted) {
        return wanted.getLanguage().equals("ja") ? Locale.JAPANESE : Locale.ENGLISH;
    }

    private static String pattern(Text text, Locale locale) {
        try {
            return ResourceBundle.getBundle(text.bundle(), supported(locale)).getString(text.key());
        } catch (MissingResourceException e) {
            throw new IllegalStateException("bug: no message " + text.key() + " in " + text.bundle(), e);
        }
    }

    private static String fill(String pattern, List<String> params) {
        return PARAMETER.matcher(pattern).replaceAll(m -> {
            int i = Integer.parseInt(m.group(1));
            return java.util.regex.Matcher.quoteReplacement(i < params.size() ? params.get(i) : m.group());
        });
    }
}
