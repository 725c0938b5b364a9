package dev.hikae.server.identity;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class TotpTest {
    private static final byte[] SECRET = "12345678901234567890".getBytes(StandardCharsets.US_ASCII);

    @Test
    void codes_areThoseOfRfc6238() {
        assertEquals("287082", Totp.code(SECRET, 59 / 30));
        assertEquals("081804", Totp.code(SECRET, 1111111109L / 30));
        assertEquals("005924", Totp.code(SECRET, 1234567890L / 30));
        assertEquals("353130", Totp.code(SECRET, 20000000000L / 30));
    }

    @Test
    void code_isGoodOnce_andOneStepAround() {
        Instant now = Instant.ofEpochSecond(59);
        assertEquals(Optional.of(1L), Totp.step(SECRET, "287082", now, 0));
        assertEquals(Optional.empty(), Totp.step(SECRET, "287082", now, 1));
        assertEquals(Optional.of(1L), Totp.step(SECRET, "287082", now.plusSeconds(30), 0));
        assertEquals(Optional.empty(), Totp.step(SECRET, "287082", now.plusSeconds(60), 0));
    }

    @Test
    void secret_isShownInBase32() {
        assertEquals("GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ", Totp.base32(SECRET));
    }
}
