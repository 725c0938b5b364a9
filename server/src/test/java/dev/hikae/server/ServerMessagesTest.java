package dev.hikae.server;

import dev.hikae.config.text.MessagesContract;
import dev.hikae.server.catalogue.CatalogueError;
import dev.hikae.server.evidence.IssueError;
import dev.hikae.server.run.RunError;
import dev.hikae.server.settings.ServerError;
import org.junit.jupiter.api.Test;

class ServerMessagesTest {
    @Test
    void bothLanguages_sayTheSame() {
        MessagesContract.check(
                "dev.hikae.server.messages", ServerError.class, CatalogueError.class, IssueError.class, RunError.class);
    }
}
