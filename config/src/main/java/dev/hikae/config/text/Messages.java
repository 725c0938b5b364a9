package dev.hikae.config.text;

import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.MissingResourceException;
import java.util.PropertyResourceBundle;
import java.util.ResourceBundle;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.regex.Pattern;

/**
 * Renders texts from UTF-8 {@code messages_{en,ja}.properties}.
 *
 * <p>A parameter is {@code {0}}; nothing else is special, so an apostrophe is an apostrophe. A key that
 * does not exist is a bug of ours and is thrown as one.
 */
public final class Messages {
    private static final Pattern PARAMETER = Pattern.compile("\\{(\\d)}");

    private static final ConcurrentMap<String, ResourceBundle> BUNDLES = new ConcurrentHashMap<>();

    private Messages() {}

    public static String render(Text text, Locale locale) {
        return fill(pattern(text, locale), text.params());
    }

    /** Japanese for any Japanese locale, English for every other. */
    public static Locale supported(Locale wanted) {
        return wanted.getLanguage().equals("ja") ? Locale.JAPANESE : Locale.ENGLISH;
    }

    /**
     * All texts of one bundle. Read from its one file: the JDK's own search tries classes and parents in the whole class
     * path first, which costs a command more than its work.
     */
    public static ResourceBundle bundle(String name, Locale locale) {
        String language = supported(locale).getLanguage();
        return BUNDLES.computeIfAbsent(name + "_" + language, Messages::read);
    }

    private static ResourceBundle read(String name) {
        String file = name.replace('.', '/') + ".properties";
        try (InputStream in = Messages.class.getClassLoader().getResourceAsStream(file)) {
            if (in == null) {
                throw new IllegalStateException("bug: no messages " + file);
            }
            return new PropertyResourceBundle(new InputStreamReader(in, StandardCharsets.UTF_8));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String pattern(Text text, Locale locale) {
        try {
            return bundle(text.bundle(), locale).getString(text.key());
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
