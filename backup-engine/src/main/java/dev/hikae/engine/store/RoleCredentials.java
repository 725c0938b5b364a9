package dev.hikae.engine.store;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.function.Supplier;
import software.amazon.awssdk.auth.credentials.AnonymousCredentialsProvider;
import software.amazon.awssdk.auth.credentials.AwsCredentials;
import software.amazon.awssdk.auth.credentials.AwsCredentialsProvider;
import software.amazon.awssdk.awscore.exception.AwsErrorDetails;
import software.amazon.awssdk.awscore.retry.AwsRetryStrategy;
import software.amazon.awssdk.core.SdkSystemSetting;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.http.SdkHttpClient;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.sts.StsClient;
import software.amazon.awssdk.services.sts.auth.StsAssumeRoleCredentialsProvider;
import software.amazon.awssdk.services.sts.auth.StsAssumeRoleWithWebIdentityCredentialsProvider;
import software.amazon.awssdk.services.sts.auth.StsCredentialsProvider;
import software.amazon.awssdk.services.sts.model.AssumeRoleRequest;
import software.amazon.awssdk.services.sts.model.AssumeRoleWithWebIdentityRequest;
import software.amazon.awssdk.services.sts.model.StsException;
import software.amazon.awssdk.utils.SdkAutoCloseable;

/**
 * Temporary credentials of a role, from AWS STS or what a store has in its place ({@code AWS_ENDPOINT_URL_STS}); renewed before
 * they end. Loaded only where somebody names a role.
 */
final class RoleCredentials implements AwsCredentialsProvider, SdkAutoCloseable {
    /** Shown in the logs of whoever lends the role. */
    private static final String SESSION = "hikae";

    private final String role;
    private final StsClient sts;
    private final StsCredentialsProvider lent;

    private RoleCredentials(String role, StsClient sts, StsCredentialsProvider lent) {
        this.role = role;
        this.sts = sts;
        this.lent = lent;
    }

    /** How the token service is talked to: as the region's store is, so that one private authority does for both. */
    record Client(Supplier<SdkHttpClient.Builder<?>> http, String signingRegion) {}

    /** A role, and on what terms it is taken on. */
    record Role(String arn, Optional<String> session, Optional<String> externalId, Optional<Integer> seconds) {}

    /** For whoever holds a web identity token; its file is read anew each time, since it does not last long. */
    static RoleCredentials byToken(
            Client client, String role, Optional<String> session, Path token, Optional<String> region) {
        StsClient sts = sts(client, AnonymousCredentialsProvider.create(), region);
        return new RoleCredentials(
                role,
                sts,
                StsAssumeRoleWithWebIdentityCredentialsProvider.builder()
                        .stsClient(sts)
                        .refreshRequest(() -> AssumeRoleWithWebIdentityRequest.builder()
                                .roleArn(role)
                                .roleSessionName(session.orElse(SESSION))
                                .webIdentityToken(read(token))
                                .build())
                        .build());
    }

    /** For whoever has other credentials. */
    static RoleCredentials byKeys(Client client, Role role, AwsCredentialsProvider who, Optional<String> region) {
        StsClient sts = sts(client, who, region);
        var request = AssumeRoleRequest.builder()
                .roleArn(role.arn())
                .roleSessionName(role.session().orElse(SESSION));
        role.externalId().ifPresent(request::externalId);
        role.seconds().ifPresent(request::durationSeconds);
        return new RoleCredentials(
                role.arn(),
                sts,
                StsAssumeRoleCredentialsProvider.builder()
                        .stsClient(sts)
                        .refreshRequest(request.build())
                        .build());
    }

    private static StsClient sts(Client client, AwsCredentialsProvider who, Optional<String> region) {
        return StsClient.builder()
                .region(Region.of(S3Credentials.set(SdkSystemSetting.AWS_REGION)
                        .or(() -> region)
                        .orElse(client.signingRegion())))
                .credentialsProvider(who)
                .httpClientBuilder(client.http().get())
                // Retries have one place, RetryingStore.
                .overrideConfiguration(o -> o.retryStrategy(AwsRetryStrategy.doNotRetry()))
                .build();
    }

    private static String read(Path token) {
        try {
            return Files.readString(token).strip();
        } catch (IOException e) {
            throw new StoreException(
                    e, false, StoreError.TOKEN_UNREADABLE, token, e.getClass().getSimpleName());
        }
    }

    @Override
    public AwsCredentials resolveCredentials() {
        try {
            return lent.resolveCredentials();
        } catch (StsException e) {
            throw refused(e);
        } catch (SdkException e) {
            // Who takes the role on may have to take on another one first.
            throw S3Failures.ours(e)
                    .or(() -> S3Failures.missing(e, role))
                    .or(() -> S3Failures.untrusted(e, "sts"))
                    .orElseGet(
                            () -> new StoreException(e, true, StoreError.ROLE_UNANSWERED, role, S3Failures.reason(e)));
        }
    }

    private StoreException refused(StsException e) {
        String code = Optional.ofNullable(e.awsErrorDetails())
                .map(AwsErrorDetails::errorCode)
                .orElse("HTTP " + e.statusCode());
        boolean later = e.statusCode() >= 500 || e.isThrottlingException() || code.equals("IDPCommunicationError");
        return later
                ? new StoreException(e, true, StoreError.ROLE_UNANSWERED, role, code)
                : new StoreException(e, false, StoreError.ROLE_REFUSED, role, code);
    }

    @Override
    public void close() {
        lent.close();
        sts.close();
    }
}
