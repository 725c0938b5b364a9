package dev.hikae.scheduler;

import dev.hikae.config.text.MessagesContract;
import org.junit.jupiter.api.Test;

final class SchedulerMessagesTest {
    @Test
    void bothLanguages_sayTheSame() {
        MessagesContract.check("dev.hikae.scheduler.messages", SchedulerError.class);
    }
}
