package dev.hikae.drills;

import dev.hikae.config.text.MessagesContract;
import org.junit.jupiter.api.Test;

final class DrillMessagesTest {
    @Test
    void bothLanguagesAreComplete() {
        MessagesContract.check("dev.hikae.drills.messages", DrillError.class, EvidenceError.class);
    }
}
