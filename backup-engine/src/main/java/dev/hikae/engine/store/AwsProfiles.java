package dev.hikae.engine.store;

import java.nio.file.Path;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.AwsCredentials;
import software.amazon.awssdk.auth.credentials.AwsCredentialsProvider;
import software.amazon.awssdk.auth.credentials.AwsSessionCredentials;
import software.amazon.awssdk.auth.credentials.ContainerCredentialsProvider;
import software.amazon.awssdk.auth.credentials.EnvironmentVariableCredentialsProvider;
import software.amazon.awssdk.auth.credentials.InstanceProfileCredentialsProvider;
import software.amazon.awssdk.auth.credentials.ProfileCredentialsProvider;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.profiles.Profile;
import software.amazon.awssdk.profiles.ProfileFile;
import software.amazon.awssdk.profiles.ProfileProperty;

/**
 * Profiles of the AWS files, also those that name a role ({@code role_arn}) and who takes it on: another profile, which may do so
 * in turn, a web identity, the environment, the container or the machine.
 */
final class AwsProfiles {
    private final ProfileFile file;
    private final RoleCredentials.Client client;
    private final Set<String> seen = new HashSet<>();

    AwsProfiles(ProfileFile file, RoleCredentials.Client client) {
        this.file = file;
        this.client = client;
    }

    AwsCredentialsProvider provider(Profile profile) {
        Optional<String> role = profile.property(ProfileProperty.ROLE_ARN);
        if (role.isEmpty()) {
            return plain(profile);
        }
        if (!seen.add(profile.name())) {
            throw new StoreException(
                    null, false, StoreError.PROFILE_UNUSABLE, profile.name(), ProfileProperty.SOURCE_PROFILE);
        }
        Optional<String> region = profile.property(ProfileProperty.REGION);
        Optional<String> session = profile.property(ProfileProperty.ROLE_SESSION_NAME);
        Optional<Path> token =
                profile.property(ProfileProperty.WEB_IDENTITY_TOKEN_FILE).map(Path::of);
        return token.isPresent()
                ? RoleCredentials.byToken(client, role.get(), session, token.get(), region)
                : RoleCredentials.byKeys(
                        client,
                        new RoleCredentials.Role(
                                role.get(), session, profile.property(ProfileProperty.EXTERNAL_ID), seconds(profile)),
                        source(profile),
                        region);
    }

    /** Keys, or a command that prints some. What else there may be (SSO) the SDK refuses in words of its own. */
    private AwsCredentialsProvider plain(Profile profile) {
        var provider = ProfileCredentialsProvider.builder()
                .profileFile(file)
                .profileName(profile.name())
                .build();
        return () -> {
            try {
                return provider.resolveCredentials();
            } catch (SdkException | IllegalArgumentException | IllegalStateException e) {
                throw new StoreException(e, false, StoreError.PROFILE_UNUSABLE, profile.name(), S3Failures.reason(e));
            }
        };
    }

    private static Optional<Integer> seconds(Profile profile) {
        try {
            return profile.property(ProfileProperty.DURATION_SECONDS).map(Integer::valueOf);
        } catch (NumberFormatException e) {
            throw new StoreException(
                    e, false, StoreError.PROFILE_UNUSABLE, profile.name(), ProfileProperty.DURATION_SECONDS);
        }
    }

    /** Who takes the role on. */
    private AwsCredentialsProvider source(Profile profile) {
        Optional<String> name = profile.property(ProfileProperty.SOURCE_PROFILE);
        if (name.isPresent()) {
            // A profile that names itself means the keys beside the role.
            return name.get().equals(profile.name())
                    ? keys(profile)
                    : provider(file.profile(name.get())
                            .orElseThrow(
                                    () -> new StoreException(null, false, StoreError.PROFILE_MISSING, name.get())));
        }
        return switch (profile.property(ProfileProperty.CREDENTIAL_SOURCE).orElse("")) {
            case "Environment" -> EnvironmentVariableCredentialsProvider.create();
            case "EcsContainer" -> ContainerCredentialsProvider.create();
            case "Ec2InstanceMetadata" -> InstanceProfileCredentialsProvider.create();
            default ->
                throw new StoreException(
                        null,
                        false,
                        StoreError.PROFILE_UNUSABLE,
                        profile.name(),
                        ProfileProperty.SOURCE_PROFILE + ", " + ProfileProperty.CREDENTIAL_SOURCE);
        };
    }

    private static AwsCredentialsProvider keys(Profile profile) {
        String id = required(profile, ProfileProperty.AWS_ACCESS_KEY_ID);
        String secret = required(profile, ProfileProperty.AWS_SECRET_ACCESS_KEY);
        return StaticCredentialsProvider.create(profile.property(ProfileProperty.AWS_SESSION_TOKEN)
                .<AwsCredentials>map(token -> AwsSessionCredentials.create(id, secret, token))
                .orElseGet(() -> AwsBasicCredentials.create(id, secret)));
    }

    private static String required(Profile profile, String key) {
        return profile.property(key)
                .orElseThrow(() -> new StoreException(null, false, StoreError.PROFILE_UNUSABLE, profile.name(), key));
    }
}
