package dev.hikae.engine.store;

import dev.hikae.config.repository.Location;
import java.io.IOException;
import java.io.Reader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.Properties;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.AwsCredentials;
import software.amazon.awssdk.auth.credentials.AwsCredentialsProvider;
import software.amazon.awssdk.auth.credentials.AwsSessionCredentials;
import software.amazon.awssdk.auth.credentials.DefaultCredentialsProvider;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.core.SdkSystemSetting;
import software.amazon.awssdk.profiles.Profile;
import software.amazon.awssdk.profiles.ProfileFile;
import software.amazon.awssdk.profiles.ProfileFileSystemSetting;
import software.amazon.awssdk.profiles.ProfileProperty;
import software.amazon.awssdk.utils.SystemSetting;

/**
 * Whose credentials a region uses: those of its own file, else what an AWS tool would take: keys of the environment, a web
 * identity, a profile, then those of the container or the machine.
 *
 * <p>What somebody names and does not work is an error. The SDK would go on to the next place, and end in a message about one
 * that nobody meant, or with rights that nobody meant.
 */
final class S3Credentials {
    private final Location.S3 location;
    private final RoleCredentials.Client client;

    S3Credentials(Location.S3 location, RoleCredentials.Client client) {
        this.location = location;
        this.client = client;
    }

    AwsCredentialsProvider provider() {
        if (location.credentialsFile().isPresent()) {
            return StaticCredentialsProvider.create(
                    read(location.credentialsFile().get()));
        }
        if (set(SdkSystemSetting.AWS_ACCESS_KEY_ID).isPresent()) {
            return standard();
        }
        Optional<String> token = set(SdkSystemSetting.AWS_WEB_IDENTITY_TOKEN_FILE);
        return token.isPresent() ? webIdentity(Path.of(token.get())) : profileOrMachine();
    }

    private static AwsCredentialsProvider standard() {
        return DefaultCredentialsProvider.builder().build();
    }

    private AwsCredentialsProvider webIdentity(Path token) {
        String role = set(SdkSystemSetting.AWS_ROLE_ARN)
                .orElseThrow(() -> new StoreException(null, false, StoreError.ROLE_MISSING, token));
        return RoleCredentials.byToken(
                client, role, set(SdkSystemSetting.AWS_ROLE_SESSION_NAME), token, Optional.empty());
    }

    private AwsCredentialsProvider profileOrMachine() {
        Optional<String> asked = set(ProfileFileSystemSetting.AWS_PROFILE);
        ProfileFile file = profiles(asked.orElse("default"));
        Optional<Profile> profile = file.profile(asked.orElse("default"));
        if (asked.isPresent() && profile.isEmpty()) {
            throw new StoreException(null, false, StoreError.PROFILE_MISSING, asked.get());
        }
        boolean role =
                profile.flatMap(p -> p.property(ProfileProperty.ROLE_ARN)).isPresent();
        return asked.isPresent() || role ? new AwsProfiles(file, client).provider(profile.orElseThrow()) : standard();
    }

    private static ProfileFile profiles(String profile) {
        try {
            return ProfileFile.defaultProfileFile();
        } catch (IllegalArgumentException e) {
            throw new StoreException(e, false, StoreError.PROFILE_UNUSABLE, profile, String.valueOf(e.getMessage()));
        }
    }

    /** A system property or a variable of the environment; an empty one says nothing. */
    static Optional<String> set(SystemSetting setting) {
        return setting.getNonDefaultStringValue().map(String::strip).filter(v -> !v.isEmpty());
    }

    private AwsCredentials read(Path file) {
        Properties p = new Properties();
        try (Reader in = Files.newBufferedReader(file)) {
            p.load(in);
        } catch (IOException | IllegalArgumentException e) {
            throw new StoreException(e, false, StoreError.CREDENTIALS_MISSING, location.bucket(), file);
        }
        Optional<String> id = value(p, "access-key-id");
        Optional<String> secret = value(p, "secret-access-key");
        if (id.isEmpty() || secret.isEmpty()) {
            throw new StoreException(null, false, StoreError.CREDENTIALS_MISSING, location.bucket(), file);
        }
        return value(p, "session-token")
                .<AwsCredentials>map(token -> AwsSessionCredentials.create(id.get(), secret.get(), token))
                .orElseGet(() -> AwsBasicCredentials.create(id.get(), secret.get()));
    }

    private static Optional<String> value(Properties p, String key) {
        return Optional.ofNullable(p.getProperty(key)).map(String::strip).filter(v -> !v.isEmpty());
    }
}
