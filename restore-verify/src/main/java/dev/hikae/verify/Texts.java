package dev.hikae.verify;

import dev.hikae.config.text.Text;

/** Texts of this module. */
final class Texts {
    private Texts() {}

    static Text of(String key, Object... params) {
        return Text.of(VerifyError.BUNDLE, key, params);
    }
}
