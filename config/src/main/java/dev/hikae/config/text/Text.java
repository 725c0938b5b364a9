package dev.hikae.config.text;

import java.util.Arrays;
import java.util.List;

/**
 * A message key with its parameters; the same value renders in every language.
 *
 * @param bundle base name, for example {@code dev.hikae.engine.messages}
 * @param key the key in that bundle
 * @param params values for {@code {0}}, {@code {1}}, …
 */
public record Text(String bundle, String key, List<String> params) {
    public Text {
        params = List.copyOf(params);
    }

    public static Text of(String bundle, String key, Object... params) {
        return new Text(bundle, key, Arrays.stream(params).map(String::valueOf).toList());
    }
}
