package dev.hikae.cli;

import java.util.Optional;
import picocli.CommandLine.IVersionProvider;

/** The program's version as its jar states it. */
final class Version implements IVersionProvider {
    @Override
    public String[] getVersion() {
        return new String[] {"hikae " + number() + " (Java " + Runtime.version() + ")"};
    }

    static String number() {
        return Optional.ofNullable(Version.class.getPackage().getImplementationVersion())
                .orElse("0.1.0-SNAPSHOT");
    }
}
