package dev.hikae.verify;

import dev.hikae.config.text.MessagesContract;
import org.junit.jupiter.api.Test;

final class VerifyMessagesTest {
    @Test
    void bothLanguagesAreComplete() {
        MessagesContract.check("dev.hikae.verify.messages", VerifyError.class);
    }
}
