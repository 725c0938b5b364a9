package dev.hikae.engine.store;

import java.util.concurrent.CompletableFuture;
import software.amazon.awssdk.http.auth.aws.scheme.AwsV4AuthScheme;
import software.amazon.awssdk.http.auth.aws.signer.AwsV4FamilyHttpSigner;
import software.amazon.awssdk.http.auth.aws.signer.AwsV4HttpSigner;
import software.amazon.awssdk.http.auth.spi.signer.AsyncSignRequest;
import software.amazon.awssdk.http.auth.spi.signer.AsyncSignedRequest;
import software.amazon.awssdk.http.auth.spi.signer.SignRequest;
import software.amazon.awssdk.http.auth.spi.signer.SignedRequest;
import software.amazon.awssdk.identity.spi.AwsCredentialsIdentity;
import software.amazon.awssdk.identity.spi.IdentityProvider;
import software.amazon.awssdk.identity.spi.IdentityProviders;
import software.amazon.awssdk.services.s3.model.PutObjectRequest;

/**
 * Signs requests as the SDK does (AWS signature version 4), but leaves out of it a body that the request says is not signed, also
 * over plain HTTP. All headers are signed, the checksum among them.
 */
final class UnsignedBodies implements AwsV4AuthScheme {
    private static final String HEADER = "x-amz-content-sha256";
    private static final String UNSIGNED = "UNSIGNED-PAYLOAD";

    private final AwsV4AuthScheme scheme = AwsV4AuthScheme.create();

    /** Says so. */
    static void mark(PutObjectRequest.Builder put) {
        put.overrideConfiguration(o -> o.putHeader(HEADER, UNSIGNED));
    }

    @Override
    public String schemeId() {
        return scheme.schemeId();
    }

    @Override
    public IdentityProvider<AwsCredentialsIdentity> identityProvider(IdentityProviders providers) {
        return scheme.identityProvider(providers);
    }

    @Override
    public AwsV4HttpSigner signer() {
        return new Signer(scheme.signer());
    }

    private record Signer(AwsV4HttpSigner signer) implements AwsV4HttpSigner {
        @Override
        public SignedRequest sign(SignRequest<? extends AwsCredentialsIdentity> request) {
            boolean unsigned = request.request()
                    .firstMatchingHeader(HEADER)
                    .filter(UNSIGNED::equals)
                    .isPresent();
            return unsigned ? withoutBody(request) : signer.sign(request);
        }

        /** It insists on signing each body that it sees over plain HTTP. */
        private <T extends AwsCredentialsIdentity> SignedRequest withoutBody(SignRequest<T> request) {
            SignRequest.Builder<T> bare = SignRequest.builder(request.identity())
                    .request(request.request())
                    .putProperty(AwsV4HttpSigner.REGION_NAME, request.property(AwsV4HttpSigner.REGION_NAME))
                    .putProperty(
                            AwsV4FamilyHttpSigner.SERVICE_SIGNING_NAME,
                            request.property(AwsV4FamilyHttpSigner.SERVICE_SIGNING_NAME))
                    .putProperty(
                            AwsV4FamilyHttpSigner.DOUBLE_URL_ENCODE,
                            request.property(AwsV4FamilyHttpSigner.DOUBLE_URL_ENCODE))
                    .putProperty(
                            AwsV4FamilyHttpSigner.NORMALIZE_PATH,
                            request.property(AwsV4FamilyHttpSigner.NORMALIZE_PATH))
                    .putProperty(AwsV4FamilyHttpSigner.PAYLOAD_SIGNING_ENABLED, false);
            // Set by the SDK where the server's clock is another.
            if (request.hasProperty(SIGNING_CLOCK)) {
                bare.putProperty(SIGNING_CLOCK, request.property(SIGNING_CLOCK));
            }
            var whole = signer.sign(bare.build()).toBuilder();
            request.payload().ifPresent(whole::payload);
            return whole.build();
        }

        @Override
        public CompletableFuture<AsyncSignedRequest> signAsync(
                AsyncSignRequest<? extends AwsCredentialsIdentity> request) {
            return signer.signAsync(request);
        }
    }
}
