package dev.hikae.engine.store;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.hikae.config.repository.Location;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awssdk.core.SdkSystemSetting;
import software.amazon.awssdk.profiles.ProfileFileSystemSetting;
import software.amazon.awssdk.utils.SystemSetting;

/**
 * How a bucket is reached, and as whom: a private certificate authority, the bucket in the host's name, and every place that
 * credentials come from. On a real MinIO with TLS, which believes an issuer of tokens of this test.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class S3AccessTest {
    private static final String BUCKET = "hikae-access";
    private static final String DOMAIN = "s3.test";
    private static final String ROLE = "arn:aws:iam::000000000000:role/backup";
    private static final String NIGHTLY = "[profile nightly]\nrole_arn = " + ROLE + "\nsource_profile = robot\n";
    private static final String WRONG = "not-this-one";
    private static final String STS = "aws.endpointUrlSts";

    @TempDir
    @SuppressWarnings("NullAway.Init")
    static Path folder;

    @SuppressWarnings("NullAway.Init")
    private TestAuthority authority;

    @SuppressWarnings("NullAway.Init")
    private TokenIssuer issuer;

    @SuppressWarnings("NullAway.Init")
    private MinioServer minio;

    @BeforeAll
    void start() throws Exception {
        authority = new TestAuthority(folder.resolve("authority"), "ip:127.0.0.1,dns:" + DOMAIN + ",dns:*." + DOMAIN);
        issuer = new TokenIssuer();
        Path home = Files.createDirectories(folder.resolve("minio"));
        authority.vouchFor(home.resolve(MinioServer.CERTIFICATES));
        Optional<MinioServer> started = MinioServer.start(
                home,
                Map.of(
                        "MINIO_DOMAIN",
                        DOMAIN,
                        "MINIO_IDENTITY_OPENID_CONFIG_URL",
                        issuer.discovery(),
                        "MINIO_IDENTITY_OPENID_CLIENT_ID",
                        TokenIssuer.CLIENT));
        Assumptions.assumeTrue(started.isPresent());
        minio = started.orElseThrow();
        try (var client = S3Clients.open(
                location(Optional.of(authority.certificate()), Optional.of(minio.credentialsFile())),
                Patience.DEFAULT)) {
            client.createBucket(r -> r.bucket(BUCKET));
        }
    }

    @AfterAll
    void stop() {
        minio.close();
        issuer.close();
    }

    @BeforeEach
    void tokenServiceOfTheStore() {
        System.setProperty(STS, minio.endpoint().toString());
        System.setProperty(SdkSystemSetting.AWS_EC2_METADATA_DISABLED.property(), "true");
    }

    @AfterEach
    void none() {
        System.clearProperty(STS);
        System.clearProperty(SdkSystemSetting.AWS_EC2_METADATA_DISABLED.property());
    }

    @Test
    void anotherAuthority_isNotTrusted_andNotAskedAgain() throws Exception {
        var other = new TestAuthority(folder.resolve("other"), "ip:127.0.0.1");
        for (Optional<Path> ca : List.of(Optional.of(other.certificate()), Optional.<Path>empty())) {
            try (Store store = S3Store.open(location(ca, Optional.of(minio.credentialsFile())))) {
                StoreException e = assertThrows(StoreException.class, () -> store.get("x"));
                assertEquals(StoreError.UNTRUSTED, e.code());
                assertFalse(e.temporary());
            }
        }
    }

    @Test
    void certificateForAnotherName_isNotTrusted() {
        var location = new Location.S3(
                Optional.of(URI.create("https://localhost:" + minio.endpoint().getPort())),
                BUCKET,
                "",
                "us-east-1",
                true,
                Location.ChecksumMode.WHEN_SUPPORTED,
                Optional.of(minio.credentialsFile()),
                Optional.of(authority.certificate()));
        try (Store store = S3Store.open(location)) {
            assertEquals(
                    StoreError.UNTRUSTED,
                    assertThrows(StoreException.class, () -> store.get("x")).code());
        }
    }

    /** No other name leads anywhere: a bucket in the path would be looked for at {@code s3.test} itself. */
    @Test
    void bucketInTheHostsName_isUsed() throws Exception {
        Path hosts = Files.writeString(folder.resolve("hosts"), "127.0.0.1 " + BUCKET + "." + DOMAIN + "\n");
        URI endpoint = URI.create("https://" + DOMAIN + ":" + minio.endpoint().getPort());
        assertEquals(
                StoreTrial.FINE,
                elsewhere(
                        Map.of(),
                        List.of("-Djdk.net.hosts.file=" + hosts),
                        List.of(
                                endpoint.toString(),
                                BUCKET,
                                "host",
                                ca(),
                                minio.credentialsFile().toString())));
    }

    @Test
    void keysOfTheEnvironment_areUsed() throws Exception {
        fine(Map.of("AWS_ACCESS_KEY_ID", minio.accessKey(), "AWS_SECRET_ACCESS_KEY", minio.secretKey()));
        refused(
                "final HKE-2711",
                Map.of(
                        SdkSystemSetting.AWS_ACCESS_KEY_ID,
                        minio.accessKey(),
                        SdkSystemSetting.AWS_SECRET_ACCESS_KEY,
                        WRONG));
    }

    @Test
    void profileOfTheUsersHome_isUsed() throws Exception {
        Path home = Files.createTempDirectory(folder, "home");
        Path aws = Files.createDirectory(home.resolve(".aws"));
        Files.writeString(aws.resolve("credentials"), "[nightly]\n" + keys(minio.secretKey()));
        fine(Map.of("HOME", home.toString(), "AWS_PROFILE", "nightly"));
    }

    @Test
    void profileThatIsNotThere_isNamed() throws Exception {
        var settings = new HashMap<>(profiles("[nightly]\n" + keys(minio.secretKey()), ""));
        settings.put(ProfileFileSystemSetting.AWS_PROFILE, "nihgtly");
        refused("final HKE-2722: there is no AWS profile nihgtly", settings);
        settings.put(ProfileFileSystemSetting.AWS_PROFILE, "nightly");
        settings.putAll(profiles("[nightly]\naws_access_key_id = x\n", ""));
        refused("final HKE-2723: the AWS profile nightly cannot be used", settings);
    }

    @Test
    void roleOfAProfile_isTakenOn() throws Exception {
        var settings = profiles("[robot]\n" + keys(minio.secretKey()), NIGHTLY);
        fine(Map.of(
                "AWS_SHARED_CREDENTIALS_FILE",
                settings.get(ProfileFileSystemSetting.AWS_SHARED_CREDENTIALS_FILE),
                "AWS_CONFIG_FILE",
                settings.get(ProfileFileSystemSetting.AWS_CONFIG_FILE),
                "AWS_PROFILE",
                "nightly",
                "AWS_ENDPOINT_URL_STS",
                minio.endpoint().toString()));
    }

    @Test
    void roleThatNobodyCanTakeOn_isNamed() throws Exception {
        var settings = new HashMap<SystemSetting, String>(Map.of(ProfileFileSystemSetting.AWS_PROFILE, "nightly"));
        settings.putAll(profiles("[robot]\n" + keys(WRONG), NIGHTLY));
        refused("final HKE-2726: the token service (STS) refuses the role " + ROLE, settings);
        settings.putAll(profiles("", NIGHTLY));
        refused("final HKE-2722: there is no AWS profile robot", settings);
        settings.putAll(profiles("", NIGHTLY.replace("source_profile = robot", "credential_source = Nowhere")));
        refused("final HKE-2723: the AWS profile nightly cannot be used", settings);
        settings.putAll(profiles("[robot]\nrole_arn = " + ROLE + "\nsource_profile = nightly\n", NIGHTLY));
        refused("final HKE-2723: the AWS profile nightly cannot be used", settings);
    }

    @Test
    void webIdentity_isUsed() throws Exception {
        Path token = Files.writeString(folder.resolve("token"), issuer.token("readwrite") + "\n");
        fine(Map.of(
                "AWS_WEB_IDENTITY_TOKEN_FILE",
                token.toString(),
                "AWS_ROLE_ARN",
                ROLE,
                "AWS_ENDPOINT_URL_STS",
                minio.endpoint().toString()));
    }

    @Test
    void roleWithoutTheRights_isDenied_byTheStore() throws Exception {
        refused("final HKE-2706", identity(Files.writeString(folder.resolve("weak"), issuer.token("readonly"))));
    }

    @Test
    void tokenOfAnotherIssuer_isRefused_andNoOtherCredentialsAreTried() throws Exception {
        Path token = folder.resolve("forged");
        try (var forger = new TokenIssuer()) {
            Files.writeString(token, forger.token("readwrite"));
        }
        var settings = identity(token);
        // The SDK's own chain would go on to these, and succeed.
        settings.putAll(profiles("[default]\n" + keys(minio.secretKey()), ""));
        refused("final HKE-2726: the token service (STS) refuses the role " + ROLE, settings);
    }

    @Test
    void tokenThatIsNotThere_isNamed() throws Exception {
        Path token = folder.resolve("nothing");
        var settings = identity(token);
        refused("final HKE-2725: the web identity token " + token, settings);
        settings.remove(SdkSystemSetting.AWS_ROLE_ARN);
        refused("final HKE-2724: AWS_WEB_IDENTITY_TOKEN_FILE names " + token, settings);
    }

    @Test
    void tokenServiceThatDoesNotAnswer_isAskedAgain() throws Exception {
        var settings = identity(Files.writeString(folder.resolve("early"), issuer.token("readwrite")));
        System.setProperty(STS, "https://127.0.0.1:1");
        refused("temporary HKE-2727: the token service (STS) does not answer for the role " + ROLE, settings);
    }

    @Test
    void noCredentialsAtAll_areMissed() throws Exception {
        told(
                "final HKE-2712",
                elsewhere(Map.of(), List.of(), List.of(minio.endpoint().toString(), BUCKET, "path", ca(), "")));
    }

    /** Of a process with this environment: that is what people set. */
    private void fine(Map<String, String> environment) throws Exception {
        assertEquals(
                StoreTrial.FINE,
                elsewhere(environment, List.of(), List.of(minio.endpoint().toString(), BUCKET, "path", ca(), "")));
    }

    /** By system properties, which mean the same and cost no process. */
    private void refused(String begin, Map<? extends SystemSetting, String> settings) throws Exception {
        settings.forEach((setting, value) -> System.setProperty(setting.property(), value));
        try {
            told(begin, StoreTrial.outcome(location(Optional.of(authority.certificate()), Optional.empty())));
        } finally {
            settings.keySet().forEach(setting -> System.clearProperty(setting.property()));
        }
    }

    private void told(String begin, String outcome) {
        assertTrue(outcome.startsWith(begin), outcome);
        assertTrue(outcome.contains("HINT: "), outcome);
        assertFalse(outcome.contains(minio.secretKey()) || outcome.contains(WRONG), "shows a secret");
    }

    private static Map<SystemSetting, String> identity(Path token) {
        return new HashMap<>(Map.of(
                SdkSystemSetting.AWS_WEB_IDENTITY_TOKEN_FILE, token.toString(), SdkSystemSetting.AWS_ROLE_ARN, ROLE));
    }

    private String keys(String secret) {
        return "aws_access_key_id = " + minio.accessKey() + "\naws_secret_access_key = " + secret + "\n";
    }

    private static Map<ProfileFileSystemSetting, String> profiles(String credentials, String config)
            throws IOException {
        Path place = Files.createTempDirectory(folder, "aws");
        return Map.of(
                ProfileFileSystemSetting.AWS_SHARED_CREDENTIALS_FILE,
                Files.writeString(place.resolve("credentials"), credentials).toString(),
                ProfileFileSystemSetting.AWS_CONFIG_FILE,
                Files.writeString(place.resolve("config"), config).toString());
    }

    private String ca() {
        return authority.certificate().toString();
    }

    private Location.S3 location(Optional<Path> ca, Optional<Path> credentials) {
        return new Location.S3(
                Optional.of(minio.endpoint()),
                BUCKET,
                "",
                "us-east-1",
                true,
                Location.ChecksumMode.WHEN_SUPPORTED,
                credentials,
                ca);
    }

    /** {@link StoreTrial} in an environment that names nothing else of AWS. */
    private String elsewhere(Map<String, String> environment, List<String> options, List<String> arguments)
            throws Exception {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:TieredStopAtLevel=1",
                "-XX:+UseSerialGC"));
        command.addAll(options);
        command.add(StoreTrial.class.getName());
        command.addAll(arguments);
        ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
        builder.environment().keySet().removeIf(name -> name.startsWith("AWS_"));
        builder.environment().put("CLASSPATH", System.getProperty("java.class.path"));
        builder.environment().put("HOME", folder.resolve("nobody").toString());
        // Nothing but this machine is asked.
        builder.environment().put("AWS_EC2_METADATA_DISABLED", "true");
        builder.environment().putAll(environment);
        Process process = builder.start();
        process.getOutputStream().close();
        String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertEquals(0, process.waitFor(), said);
        return said.lines().reduce("", (before, last) -> last);
    }
}
