package dev.hikae.verify;

import dev.hikae.config.json.Sha256;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;

/**
 * A choice left to chance that anyone can repeat.
 *
 * <p>{@code index} is the SHA-256 of the UTF-8 text {@code label:seed}, read as an unsigned big-endian number, modulo
 * the number of candidates; candidates count from 0 in the order of their ids or names.
 *
 * @param seed hexadecimal, made before the test looked at the candidates
 */
public record Draw(String label, String seed, int candidates, int index) {
    static Draw of(String label, String seed, int candidates) {
        byte[] text = (label + ":" + seed).getBytes(StandardCharsets.UTF_8);
        var number = new BigInteger(Sha256.hex(text), 16);
        return new Draw(
                label,
                seed,
                candidates,
                number.mod(BigInteger.valueOf(candidates)).intValueExact());
    }
}
