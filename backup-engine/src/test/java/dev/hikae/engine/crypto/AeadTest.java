package dev.hikae.engine.crypto;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;

final class AeadTest {
    private static final byte[] AAD = {1, 2, 3};

    private final Random random = new Random(8);

    /** Twice over, since a process begins with one provider and goes on with another after the first MiB. */
    @Test
    void sealedInPlace_isAsSealedElsewhere() {
        var aead = new Aead(bytes(32));
        for (int round = 0; round < 2; round++) {
            for (int length : new int[] {0, 1, 15, 16, 17, 65_535, 65_536, 65_537, 200_001, (1 << 20) + 5, 3 << 20}) {
                byte[] plain = bytes(length);
                byte[] apart = aead.seal(length, AAD, plain);
                byte[] inPlace = Arrays.copyOf(plain, length + Aead.TAG_LENGTH + 7);
                aead.seal(length, AAD, inPlace, 0, length, inPlace, 0);
                assertArrayEquals(apart, Arrays.copyOf(inPlace, apart.length), "length " + length);
                int opened = aead.open(length, AAD, inPlace, 0, apart.length, inPlace, 0);
                assertEquals(length, opened);
                assertArrayEquals(plain, Arrays.copyOf(inPlace, length), "length " + length);
                assertArrayEquals(plain, aead.open(length, AAD, apart));
            }
        }
    }

    @Test
    void anyChange_isNoticed() {
        var aead = new Aead(bytes(32));
        byte[] sealed = aead.seal(7, AAD, bytes(100_000));
        for (int i = 0; i < 50; i++) {
            byte[] changed = sealed.clone();
            changed[random.nextInt(changed.length)] ^= (byte) (1 << random.nextInt(8));
            assertThrows(NotAuthenticException.class, () -> aead.open(7, AAD, changed));
        }
        assertThrows(NotAuthenticException.class, () -> aead.open(8, AAD, sealed));
        assertThrows(NotAuthenticException.class, () -> aead.open(7, new byte[] {1, 2, 4}, sealed));
        assertThrows(NotAuthenticException.class, () -> aead.open(7, AAD, sealed, 0, 15));
    }

    private byte[] bytes(int length) {
        byte[] bytes = new byte[length];
        random.nextBytes(bytes);
        return bytes;
    }
}
