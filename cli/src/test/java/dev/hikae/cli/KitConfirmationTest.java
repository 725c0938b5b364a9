package dev.hikae.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.hikae.config.id.RepositoryName;
import dev.hikae.server.TestService;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A recovery kit proven to a service. */
class KitConfirmationTest {
    @Test
    void kit_isProvenToTheService(@TempDir Path home) throws IOException {
        Path file = home.resolve("configuration/repositories/main.yml");
        Files.createDirectories(file.getParent());
        Files.writeString(file, """
                name: main
                regions:
                  - {name: tokyo, type: folder, path: %1$s/tokyo}
                  - {name: osaka, type: folder, path: %1$s/osaka}
                home: tokyo
                quorum: 2
                keys: {type: machine}
                """.formatted(home));
        try (TestService service = new TestService(home)) {
            service.firstSignIn();
            Path password = Files.writeString(home.resolve("password"), TestService.ADMIN_PASSWORD + "\n");
            var kits = service.server().machinery().recoveryKits();
            Path kit = service.server().machinery().repositories().kit(new RepositoryName("main"));
            Cli cli = new Cli(Files.createDirectory(home.resolve("client")))
                    .with("HIKAE_SERVER_CA", service.server().certificate().toString());
            String[] common = {
                "key",
                "recovery",
                "confirm",
                "--server",
                service.server().uri().toString(),
                "--account",
                "admin",
                "--password-file",
                password.toString(),
                "--recovery-kit",
                kit.toString()
            };
            assertTrue(cli.run(common).exits(2).err().contains("HKE-7125"));
            assertEquals(List.of("main"), kits.unconfirmed());
            String[] named = java.util.Arrays.copyOf(common, common.length + 2);
            named[common.length] = "--repository";
            named[common.length + 1] = "main";
            Cli.Said said = cli.run(named).exits(0);
            assertTrue(said.out().contains("opens repository main"), said.out());
            assertEquals(List.of(), kits.unconfirmed());
        }
    }
}
