package dev.hikae.drills.sign;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.SecureRandom;
import java.security.cert.Certificate;
import java.security.cert.X509Certificate;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;

/** PKCS#12 files under one random password, which lies beside them in a file of mode 0600. */
final class KeyFolder {
    private static final String ALIAS = "hikae";

    private final Path folder;
    private final char[] password;

    private KeyFolder(Path folder, char[] password) {
        this.folder = folder;
        this.password = password;
    }

    static KeyFolder create(Path folder, SecureRandom random) throws IOException {
        PrivateFiles.folder(folder);
        byte[] secret = new byte[32];
        random.nextBytes(secret);
        String password = Base64.getUrlEncoder().withoutPadding().encodeToString(secret);
        PrivateFiles.write(folder.resolve("password"), password.getBytes(StandardCharsets.US_ASCII));
        return new KeyFolder(folder, password.toCharArray());
    }

    static KeyFolder open(Path folder) throws IOException {
        return new KeyFolder(
                folder, Files.readString(folder.resolve("password")).strip().toCharArray());
    }

    void save(String name, Held held) throws IOException, GeneralSecurityException {
        KeyStore store = KeyStore.getInstance("PKCS12");
        store.load(null, null);
        store.setKeyEntry(ALIAS, held.key(), password, held.chain().toArray(Certificate[]::new));
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        store.store(bytes, password);
        PrivateFiles.write(file(name), bytes.toByteArray());
    }

    Held load(String name) throws IOException, GeneralSecurityException {
        KeyStore store = KeyStore.getInstance("PKCS12");
        try (InputStream in = Files.newInputStream(file(name))) {
            store.load(in, password);
        }
        Certificate[] chain = store.getCertificateChain(ALIAS);
        if (chain == null || !(store.getKey(ALIAS, password) instanceof PrivateKey key)) {
            throw new GeneralSecurityException(file(name) + " holds no key");
        }
        return new Held(
                key, Arrays.stream(chain).map(X509Certificate.class::cast).toList());
    }

    private Path file(String name) {
        return folder.resolve(name + ".p12");
    }

    /** A key with its certificate first and the issuers after it. */
    record Held(PrivateKey key, List<X509Certificate> chain) {
        Held {
            chain = List.copyOf(chain);
        }

        X509Certificate certificate() {
            return chain.getFirst();
        }

        @Override
        public String toString() {
            return "Held[" + certificate().getSubjectX500Principal() + "]";
        }
    }
}
