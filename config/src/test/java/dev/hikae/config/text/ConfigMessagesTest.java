package dev.hikae.config.text;

import dev.hikae.config.error.ConfigError;
import org.junit.jupiter.api.Test;

final class ConfigMessagesTest {
    @Test
    void bothLanguagesAreComplete() {
        MessagesContract.check("dev.hikae.config.messages", ConfigError.class);
    }
}
