package dev.hikae.config.text;

import java.math.BigDecimal;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * Numbers of bytes as people write them: {@code 1000}, {@code 500MB}, {@code 1.5 GiB}. {@code K}, {@code KiB} and so on are
 * powers of 1024, {@code KB} and so on of 1000.
 */
public final class ByteSizes {
    private static final Pattern FORM = Pattern.compile("(\\d{1,19}(?:\\.\\d{1,6})?) ?([a-zA-Z]{0,3})");
    private static final Map<String, Integer> POWERS = Map.of("", 0, "k", 1, "m", 2, "g", 3, "t", 4, "p", 5);

    private ByteSizes() {}

    /** Empty where it is no size. */
    public static Optional<Long> parse(String text) {
        var form = FORM.matcher(text.strip());
        if (!form.matches()) {
            return Optional.empty();
        }
        String unit = form.group(2).toLowerCase(Locale.ROOT);
        boolean binary = unit.endsWith("ib");
        boolean decimal = !binary && unit.length() > 1 && unit.endsWith("b");
        String prefix = binary ? unit.substring(0, unit.length() - 2) : unit.replaceFirst("b$", "");
        if (binary && prefix.isEmpty() || !POWERS.containsKey(prefix)) {
            return Optional.empty();
        }
        var factor = BigDecimal.valueOf(decimal ? 1000 : 1024).pow(POWERS.getOrDefault(prefix, 0));
        BigDecimal bytes = new BigDecimal(form.group(1)).multiply(factor);
        boolean whole = bytes.compareTo(BigDecimal.valueOf(Long.MAX_VALUE)) <= 0;
        return whole ? Optional.of(bytes.longValue()) : Optional.empty();
    }
}
