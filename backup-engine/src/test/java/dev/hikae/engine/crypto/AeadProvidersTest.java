package dev.hikae.engine.crypto;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.security.GeneralSecurityException;
import javax.crypto.Cipher;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.SecretKeySpec;
import org.junit.jupiter.api.Test;

/** Who does AES-256-GCM. */
class AeadProvidersTest {
    @Test
    void allThatWork_writeTheSame() throws GeneralSecurityException {
        byte[] data = "the same from each".repeat(5000).getBytes(java.nio.charset.StandardCharsets.UTF_8);
        byte[] first = sealed(AeadProviders.working().getFirst(), data);
        for (String name : AeadProviders.working()) {
            assertArrayEquals(first, sealed(name, data), name);
        }
    }

    private static byte[] sealed(String provider, byte[] data) throws GeneralSecurityException {
        Cipher cipher = AeadProviders.of(provider);
        cipher.init(
                Cipher.ENCRYPT_MODE, new SecretKeySpec(new byte[32], "AES"), new GCMParameterSpec(128, new byte[12]));
        return cipher.doFinal(data);
    }

    @Test
    void bulkData_goesToTheFastOne_howeverThisProcessBegan() throws GeneralSecurityException {
        assertEquals(
                AeadProviders.working().getFirst(),
                AeadProviders.cipher(8 << 20).getProvider().getName());
        assertEquals(
                AeadProviders.working().getFirst(),
                AeadProviders.cipher(1).getProvider().getName());
    }
}
