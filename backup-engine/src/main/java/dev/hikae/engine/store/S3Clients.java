package dev.hikae.engine.store;

import dev.hikae.config.repository.Location;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import java.util.Collection;
import java.util.Optional;
import javax.net.ssl.TrustManager;
import javax.net.ssl.TrustManagerFactory;
import software.amazon.awssdk.awscore.retry.AwsRetryStrategy;
import software.amazon.awssdk.core.checksums.RequestChecksumCalculation;
import software.amazon.awssdk.core.checksums.ResponseChecksumValidation;
import software.amazon.awssdk.http.SdkHttpClient;
import software.amazon.awssdk.http.urlconnection.UrlConnectionHttpClient;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.s3.S3Client;

/** Makes the SDK's client from a configured location. */
final class S3Clients {
    private S3Clients() {}

    static S3Client open(Location.S3 location, Patience patience) {
        return open(location, patience, Optional.empty());
    }

    static S3Client open(Location.S3 location, Patience patience, Optional<Pace> pace) {
        boolean checksums = location.checksums() == Location.ChecksumMode.WHEN_SUPPORTED;
        var builder = S3Client.builder()
                .region(Region.of(location.signingRegion()))
                .forcePathStyle(location.pathStyle())
                .credentialsProvider(new S3Credentials(
                                location,
                                new RoleCredentials.Client(() -> http(location, patience), location.signingRegion()))
                        .provider())
                .putAuthScheme(new UnsignedBodies())
                .httpClientBuilder(
                        pace.<SdkHttpClient.Builder<?>>map(p -> new PacedHttp.Builder(storeHttp(location, patience), p))
                                .orElseGet(() -> storeHttp(location, patience)))
                // Trailing checksums are what older servers reject; they travel only in chunked encoding.
                .requestChecksumCalculation(
                        checksums
                                ? RequestChecksumCalculation.WHEN_SUPPORTED
                                : RequestChecksumCalculation.WHEN_REQUIRED)
                .responseChecksumValidation(
                        checksums
                                ? ResponseChecksumValidation.WHEN_SUPPORTED
                                : ResponseChecksumValidation.WHEN_REQUIRED)
                .serviceConfiguration(c -> c.chunkedEncodingEnabled(checksums))
                // Retries have one place, RetryingStore.
                .overrideConfiguration(o -> o.retryStrategy(AwsRetryStrategy.doNotRetry()));
        location.endpoint().ifPresent(builder::endpointOverride);
        return builder.build();
    }

    private static UrlConnectionHttpClient.Builder http(Location.S3 location, Patience patience) {
        var http = UrlConnectionHttpClient.builder()
                .connectionTimeout(patience.connecting())
                .socketTimeout(patience.silence());
        location.caFile().ifPresent(file -> {
            TrustManager[] trust = trust(file);
            http.tlsTrustManagersProvider(() -> trust);
        });
        return http;
    }

    /** For the store alone: who lends a role is asked over TLS whatever the store is. */
    private static UrlConnectionHttpClient.Builder storeHttp(Location.S3 location, Patience patience) {
        var http = http(location, patience);
        if (isPlain(location)) {
            // Nobody is asked for a certificate: reading all that Java trusts would only make each command start later.
            http.tlsTrustManagersProvider(() -> new TrustManager[0]);
        }
        return http;
    }

    /** Whether the store is spoken to without TLS. */
    static boolean isPlain(Location.S3 location) {
        return location.endpoint()
                .filter(e -> "http".equalsIgnoreCase(e.getScheme()))
                .isPresent();
    }

    private static TrustManager[] trust(Path pem) {
        try (InputStream in = Files.newInputStream(pem)) {
            Collection<? extends Certificate> certificates =
                    CertificateFactory.getInstance("X.509").generateCertificates(in);
            if (certificates.isEmpty()) {
                throw new StoreException(null, false, StoreError.CA_FILE, pem, "no certificate in it");
            }
            KeyStore store = KeyStore.getInstance(KeyStore.getDefaultType());
            store.load(null, null);
            int n = 0;
            for (Certificate certificate : certificates) {
                store.setCertificateEntry("ca-" + n++, certificate);
            }
            TrustManagerFactory factory = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
            factory.init(store);
            return factory.getTrustManagers();
        } catch (IOException | GeneralSecurityException e) {
            throw new StoreException(e, false, StoreError.CA_FILE, pem, String.valueOf(e.getMessage()));
        }
    }
}
