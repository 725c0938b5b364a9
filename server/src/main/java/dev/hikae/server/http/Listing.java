package dev.hikae.server.http;

import dev.hikae.config.error.HikaeException;
import dev.hikae.server.settings.ServerError;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/**
 * One part of a list.
 *
 * @param next cursor of the following part, for {@code ?cursor=}; empty at the end
 */
public record Listing<T>(List<T> items, Optional<String> next) {
    /** How many items a request gets when it does not say. */
    public static final String DEFAULT_LIMIT = "100";
    /** The most a request may ask for. */
    public static final int MOST = 500;

    public Listing {
        items = List.copyOf(items);
    }

    /** Everything there is. */
    public static <T> Listing<T> all(List<T> items) {
        return new Listing<>(items, Optional.empty());
    }

    /**
     * From up to {@code limit + 1} rows: the one too many tells that there is more.
     *
     * @param position of an item, for the cursor: the last one shown is where the next part goes on
     */
    public static <T> Listing<T> part(List<T> rows, int limit, Function<T, String> position) {
        if (rows.size() <= limit) {
            return all(rows);
        }
        List<T> shown = rows.subList(0, limit);
        return new Listing<>(shown, Optional.of(encode(position.apply(shown.getLast()))));
    }

    /** The same part with each item turned into something else. */
    public <R> Listing<R> map(Function<T, R> each) {
        return new Listing<>(items.stream().map(each).toList(), next);
    }

    /** The position in a cursor that {@link #part} gave. */
    public static Optional<String> position(Optional<String> cursor) {
        return cursor.filter(c -> !c.isEmpty()).map(Listing::decode);
    }

    /** The limit asked for, within bounds. */
    public static int limit(int asked) {
        return Math.clamp(asked, 1, MOST);
    }

    private static String encode(String position) {
        return Base64.getUrlEncoder().withoutPadding().encodeToString(position.getBytes(StandardCharsets.UTF_8));
    }

    private static String decode(String cursor) {
        try {
            return new String(Base64.getUrlDecoder().decode(cursor), StandardCharsets.UTF_8);
        } catch (IllegalArgumentException e) {
            throw new HikaeException(e, ServerError.CURSOR);
        }
    }
}
