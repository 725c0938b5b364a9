package dev.hikae.server.identity;

import dev.hikae.config.error.HikaeException;
import dev.hikae.server.settings.ServerError;
import dev.hikae.server.settings.Settings;
import java.io.IOException;
import java.io.Reader;
import java.io.StringWriter;
import java.math.BigInteger;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.SecureRandom;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.security.spec.ECGenParameterSpec;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Date;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.bouncycastle.asn1.pkcs.PrivateKeyInfo;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x500.X500NameBuilder;
import org.bouncycastle.asn1.x500.style.BCStyle;
import org.bouncycastle.asn1.x509.BasicConstraints;
import org.bouncycastle.asn1.x509.ExtendedKeyUsage;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralNames;
import org.bouncycastle.asn1.x509.KeyPurposeId;
import org.bouncycastle.asn1.x509.KeyUsage;
import org.bouncycastle.cert.X509CertificateHolder;
import org.bouncycastle.cert.jcajce.JcaX509v3CertificateBuilder;
import org.bouncycastle.openssl.PEMKeyPair;
import org.bouncycastle.openssl.PEMParser;
import org.bouncycastle.openssl.jcajce.JcaPEMKeyConverter;
import org.bouncycastle.openssl.jcajce.JcaPEMWriter;
import org.bouncycastle.openssl.jcajce.JcaPKCS8Generator;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;

/**
 * The certificate that clients see: the operator's own, or one generated in {@code data/tls/}.
 *
 * <p>The generated one is ECDSA on P-256, signs only itself, lasts 397 days and is made anew 30 days before its end or
 * when the names change. Its key never leaves {@code data/tls/server.key} (mode 0600).
 */
public final class ServerCertificate {
    private static final Duration LIFE = Duration.ofDays(397);
    private static final Duration RENEW_BEFORE = Duration.ofDays(30);

    private final Path folder;
    private final InstantSource clock;
    private final SecureRandom random;

    public ServerCertificate(Path folder, InstantSource clock, SecureRandom random) {
        this.folder = folder;
        this.clock = clock;
        this.random = random;
    }

    /** Key and chain, ready for a TLS context; the password is empty. */
    public KeyStore keyStore(Settings.Tls tls) {
        Path certificate = tls.certificate().orElse(path());
        Path key = tls.key().orElse(folder.resolve("server.key"));
        try {
            if (tls.certificate().isEmpty() && !usable(names(tls))) {
                generate(names(tls), key);
            }
            KeyStore store = KeyStore.getInstance("PKCS12");
            store.load(null, new char[0]);
            store.setKeyEntry("server", privateKey(key), new char[0], chain(certificate));
            return store;
        } catch (GeneralSecurityException | IOException | OperatorCreationException e) {
            throw new HikaeException(e, ServerError.CERTIFICATE, certificate, key, e.toString());
        }
    }

    /** The generated certificate, for clients that are to trust it. */
    public Path path() {
        return folder.resolve("server.crt");
    }

    private static Set<String> names(Settings.Tls tls) {
        Set<String> names = new LinkedHashSet<>(List.of("localhost", "127.0.0.1", "::1"));
        hostName().ifPresent(names::add);
        names.addAll(tls.names());
        return names;
    }

    private static Optional<String> hostName() {
        try {
            String name = InetAddress.getLocalHost().getHostName();
            return name.matches("[A-Za-z0-9]([A-Za-z0-9.-]*[A-Za-z0-9])?") ? Optional.of(name) : Optional.empty();
        } catch (UnknownHostException e) {
            return Optional.empty();
        }
    }

    private boolean usable(Set<String> names) throws IOException, GeneralSecurityException {
        if (!Files.exists(path()) || !Files.exists(folder.resolve("server.key"))) {
            return false;
        }
        X509Certificate present = (X509Certificate) chain(path())[0];
        return present.getNotAfter().toInstant().isAfter(clock.instant().plus(RENEW_BEFORE))
                && names(present).containsAll(normal(names));
    }

    private static Set<String> names(X509Certificate certificate) throws GeneralSecurityException {
        Set<String> names = new LinkedHashSet<>();
        for (List<?> name :
                Optional.ofNullable(certificate.getSubjectAlternativeNames()).orElse(List.of())) {
            names.add(String.valueOf(name.get(1)));
        }
        return normal(names);
    }

    /** Addresses in the one form that Java prints. */
    private static Set<String> normal(Set<String> names) {
        Set<String> out = new LinkedHashSet<>();
        for (String name : names) {
            out.add(isAddress(name) ? address(name) : name);
        }
        return out;
    }

    private static String address(String literal) {
        try {
            return InetAddress.getByName(literal).getHostAddress();
        } catch (UnknownHostException e) {
            return literal;
        }
    }

    private static boolean isAddress(String name) {
        return name.contains(":") || name.matches("\\d+\\.\\d+\\.\\d+\\.\\d+");
    }

    private void generate(Set<String> names, Path key)
            throws GeneralSecurityException, IOException, OperatorCreationException {
        KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
        generator.initialize(new ECGenParameterSpec("secp256r1"), random);
        KeyPair pair = generator.generateKeyPair();
        X509CertificateHolder certificate = certificate(pair, names);
        // The key first: a certificate without its key would be taken for a broken installation.
        SecretFile.write(key, pem(new JcaPKCS8Generator(pair.getPrivate(), null)));
        SecretFile.write(path(), pem(certificate));
    }

    private X509CertificateHolder certificate(KeyPair pair, Set<String> names)
            throws IOException, OperatorCreationException {
        Instant now = clock.instant();
        X500Name subject = new X500NameBuilder(BCStyle.INSTANCE)
                .addRDN(BCStyle.O, "Hikae (generated)")
                .addRDN(BCStyle.CN, "localhost")
                .build();
        var builder = new JcaX509v3CertificateBuilder(
                subject,
                new BigInteger(127, random),
                Date.from(now.minus(Duration.ofHours(1))),
                Date.from(now.plus(LIFE)),
                subject,
                pair.getPublic());
        builder.addExtension(Extension.subjectAlternativeName, false, new GeneralNames(generalNames(names)));
        builder.addExtension(Extension.basicConstraints, true, new BasicConstraints(false));
        builder.addExtension(Extension.keyUsage, true, new KeyUsage(KeyUsage.digitalSignature));
        builder.addExtension(Extension.extendedKeyUsage, false, new ExtendedKeyUsage(KeyPurposeId.id_kp_serverAuth));
        return builder.build(new JcaContentSignerBuilder("SHA256withECDSA").build(pair.getPrivate()));
    }

    private static GeneralName[] generalNames(Set<String> names) {
        List<GeneralName> out = new ArrayList<>();
        for (String name : names) {
            out.add(new GeneralName(isAddress(name) ? GeneralName.iPAddress : GeneralName.dNSName, name));
        }
        return out.toArray(new GeneralName[0]);
    }

    private static String pem(Object object) throws IOException {
        StringWriter text = new StringWriter();
        try (JcaPEMWriter writer = new JcaPEMWriter(text)) {
            writer.writeObject(object);
        }
        return text.toString();
    }

    private static PrivateKey privateKey(Path path) throws IOException {
        try (Reader reader = Files.newBufferedReader(path);
                PEMParser parser = new PEMParser(reader)) {
            JcaPEMKeyConverter converter = new JcaPEMKeyConverter();
            return switch (parser.readObject()) {
                case PEMKeyPair pair -> converter.getPrivateKey(pair.getPrivateKeyInfo());
                case PrivateKeyInfo info -> converter.getPrivateKey(info);
                case null, default -> throw new IOException("no private key in " + path);
            };
        }
    }

    private static Certificate[] chain(Path path) throws IOException, GeneralSecurityException {
        try (var in = Files.newInputStream(path)) {
            Certificate[] chain = CertificateFactory.getInstance("X.509")
                    .generateCertificates(in)
                    .toArray(new Certificate[0]);
            if (chain.length == 0) {
                throw new IOException("no certificate in " + path);
            }
            return chain;
        }
    }
}
