package dev.hikae.engine.crypto;

import com.amazon.corretto.crypto.provider.AmazonCorrettoCryptoProvider;
import java.security.GeneralSecurityException;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import javax.crypto.Cipher;
import javax.crypto.KeyGenerator;
import javax.crypto.SecretKey;
import javax.crypto.spec.GCMParameterSpec;

/**
 * Which implementation of AES-256-GCM does the work.
 *
 * <p>Amazon Corretto Crypto Provider is a hundred times faster than the JDK's until the JDK's is compiled, but loading it
 * and its self-tests cost 0.3 s of CPU and 30 MB: more than a command that lists snapshots does otherwise. So a process
 * begins with the JDK's and changes over once it has enough to do. What they write is the same.
 */
public final class AeadProviders {
    private static final String ALGORITHM = "AES/GCM/NoPadding";
    private static final String JDK = "SunJCE";

    /** What the JDK's may seal and open in one process: some ten milliseconds of work. */
    private static final long WITHOUT_NATIVE = 1 << 20;

    /** A call costs as much as so many bytes, however few it has. */
    private static final int LEAST = 4 << 10;

    private static final AtomicLong DONE = new AtomicLong();

    private AeadProviders() {}

    /** A cipher for so many bytes more. */
    static Cipher cipher(int length) throws GeneralSecurityException {
        boolean small = DONE.get() < WITHOUT_NATIVE && DONE.addAndGet(Math.max(length, LEAST)) < WITHOUT_NATIVE;
        return small || !Native.WORKS ? jdk() : corretto();
    }

    /** Whether it is slow in one big call until its intrinsic compiles. */
    static boolean wantsSmallParts(Cipher cipher) {
        return cipher.getProvider().getName().equals(JDK);
    }

    /** The names of those that work here, the one for bulk data first. */
    public static List<String> working() {
        return Native.WORKS ? List.of(AmazonCorrettoCryptoProvider.INSTANCE.getName(), JDK) : List.of(JDK);
    }

    /** Work that seals {@code data} with the provider of this name and throws the outcome away, to see how fast it is. */
    public static Runnable trial(String name, byte[] data) {
        byte[] out = new byte[data.length + Aead.TAG_LENGTH];
        return () -> {
            try {
                Cipher cipher = of(name);
                // A fresh random key each time, so no nonce is ever used twice with one; nothing of it is kept.
                cipher.init(Cipher.ENCRYPT_MODE, fresh(), new GCMParameterSpec(8 * Aead.TAG_LENGTH, new byte[12]));
                int written = 0;
                for (int at = 0; at < data.length; at += Aead.PART) {
                    written += cipher.update(data, at, Math.min(Aead.PART, data.length - at), out, written);
                }
                cipher.doFinal(out, written);
            } catch (GeneralSecurityException e) {
                throw new IllegalStateException("bug: AES-GCM with checked parameters cannot fail", e);
            }
        };
    }

    private static SecretKey fresh() throws GeneralSecurityException {
        KeyGenerator generator = KeyGenerator.getInstance("AES");
        generator.init(256);
        return generator.generateKey();
    }

    /** A cipher of the provider with this name. */
    static Cipher of(String name) throws GeneralSecurityException {
        return name.equals(JDK) ? jdk() : corretto();
    }

    private static Cipher jdk() throws GeneralSecurityException {
        return Cipher.getInstance(ALGORITHM, JDK);
    }

    private static Cipher corretto() throws GeneralSecurityException {
        return Cipher.getInstance(ALGORITHM, AmazonCorrettoCryptoProvider.INSTANCE);
    }

    /** Found out at first need. */
    private static final class Native {
        static final boolean WORKS = works();

        private static boolean works() {
            try {
                return AmazonCorrettoCryptoProvider.INSTANCE.getLoadingError() == null;
            } catch (LinkageError e) {
                return false;
            }
        }
    }
}
