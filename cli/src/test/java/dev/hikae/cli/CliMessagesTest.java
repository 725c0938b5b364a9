package dev.hikae.cli;

import dev.hikae.config.text.MessagesContract;
import org.junit.jupiter.api.Test;

class CliMessagesTest {
    @Test
    void everyMessage_isInBothLanguages() {
        MessagesContract.check(Words.BUNDLE, CliError.class);
    }
}
