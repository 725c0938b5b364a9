package dev.hikae.engine.store;

import java.io.IOException;
import java.io.InputStream;
import java.net.http.HttpClient;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;

/** A private certificate authority, made by the JDK's own keytool, and one server that it vouches for. */
final class TestAuthority {
    /** File of the server's certificate, as MinIO calls it. */
    static final String SHOWN = "public.crt";

    private static final char[] PASSWORD = "password".toCharArray();

    private final Path folder;

    /** @param names of the server, as keytool's {@code SAN} has them: {@code ip:127.0.0.1,dns:example.test} */
    TestAuthority(Path folder, String names) throws IOException, GeneralSecurityException {
        this.folder = Files.createDirectories(folder);
        keytool("-alias", "ca", "-dname", "CN=Test authority", "-ext", "bc:c");
        keytool("-alias", "server", "-dname", "CN=Test server", "-signer", "ca", "-ext", "SAN=" + names);
        Files.writeString(
                certificate(), pem("CERTIFICATE", store().getCertificate("ca").getEncoded()));
    }

    /** PEM of the authority itself. */
    Path certificate() {
        return folder.resolve("ca.pem");
    }

    /** Puts key and certificate of the server where MinIO looks for them, and the authority beside them. */
    void vouchFor(Path certificates) throws IOException, GeneralSecurityException {
        Files.createDirectories(certificates);
        KeyStore store = store();
        Files.writeString(
                certificates.resolve("private.key"),
                pem("PRIVATE KEY", store.getKey("server", PASSWORD).getEncoded()));
        Files.writeString(
                certificates.resolve(SHOWN),
                pem("CERTIFICATE", store.getCertificate("server").getEncoded()));
    }

    private Path file() {
        return folder.resolve("keys.p12");
    }

    private KeyStore store() throws IOException, GeneralSecurityException {
        KeyStore store = KeyStore.getInstance("PKCS12");
        try (InputStream in = Files.newInputStream(file())) {
            store.load(in, PASSWORD);
        }
        return store;
    }

    private void keytool(String... more) throws IOException {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "keytool").toString(),
                "-genkeypair",
                "-keyalg",
                "EC",
                "-groupname",
                "secp256r1",
                "-validity",
                "30",
                "-storetype",
                "PKCS12",
                "-storepass",
                new String(PASSWORD),
                "-keystore",
                file().toString()));
        command.addAll(List.of(more));
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        try {
            if (process.waitFor() != 0) {
                throw new IllegalStateException(said);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    private static String pem(String kind, byte[] content) {
        String lines = Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(content);
        return "-----BEGIN " + kind + "-----\n" + lines + "\n-----END " + kind + "-----\n";
    }

    /** Trusts the very certificate in this folder; any server where there is no such folder. */
    static HttpClient clientFor(Path certificates) {
        Path shown = certificates.resolve(SHOWN);
        if (!Files.exists(shown)) {
            return HttpClient.newHttpClient();
        }
        try (InputStream in = Files.newInputStream(shown)) {
            KeyStore store = KeyStore.getInstance(KeyStore.getDefaultType());
            store.load(null, null);
            store.setCertificateEntry(
                    "server",
                    java.security.cert.CertificateFactory.getInstance("X.509").generateCertificate(in));
            TrustManagerFactory trust = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
            trust.init(store);
            SSLContext context = SSLContext.getInstance("TLS");
            context.init(null, trust.getTrustManagers(), new SecureRandom());
            return HttpClient.newBuilder().sslContext(context).build();
        } catch (IOException | GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }
}
