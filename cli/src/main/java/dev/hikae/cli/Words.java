package dev.hikae.cli;

import dev.hikae.config.text.Messages;
import dev.hikae.config.text.Text;
import java.util.Locale;
import java.util.ResourceBundle;

/** The command line's own texts in the language of this process. */
final class Words {
    static final String BUNDLE = "dev.hikae.cli.messages";

    private Words() {}

    /** All texts, for help. */
    static ResourceBundle bundle() {
        return Messages.bundle(BUNDLE, Locale.getDefault());
    }

    static String of(String key, Object... params) {
        return render(Text.of(BUNDLE, key, params));
    }

    static String render(Text text) {
        return Messages.render(text, Locale.getDefault());
    }
}
