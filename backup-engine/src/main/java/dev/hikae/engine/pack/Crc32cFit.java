package dev.hikae.engine.pack;

import java.util.zip.CRC32C;

/**
 * Chooses four bytes so that the whole has a given CRC-32C: the register that must stand after them is found by going
 * back through what follows, and the four bytes lead from the one before to it.
 */
final class Crc32cFit {
    static final int LENGTH = 4;

    /** Castagnoli's polynomial, bits reversed (RFC 3720, appendix B.4). */
    private static final int POLYNOMIAL = 0x82f63b78;

    private static final int[] TABLE = new int[256];
    /** By the highest byte of an entry of the table: which entry it is. */
    private static final int[] BY_HIGHEST = new int[256];

    static {
        for (int i = 0; i < TABLE.length; i++) {
            int register = i;
            for (int bit = 0; bit < Byte.SIZE; bit++) {
                register = (register & 1) == 0 ? register >>> 1 : register >>> 1 ^ POLYNOMIAL;
            }
            TABLE[i] = register;
            BY_HIGHEST[register >>> 24] = i;
        }
    }

    private Crc32cFit() {}

    /** Replaces the four bytes at {@code at}; false when that did not do it, which would be a bug. */
    static boolean fit(byte[] bytes, int at, int crc32c) {
        var before = new CRC32C();
        before.update(bytes, 0, at);
        int register = ~crc32c;
        for (int i = bytes.length - 1; i >= at + LENGTH; i--) {
            register = back(register, bytes[i]);
        }
        for (int i = 0; i < LENGTH; i++) {
            register = back(register, (byte) 0);
        }
        int difference = register ^ ~(int) before.getValue();
        for (int i = 0; i < LENGTH; i++) {
            bytes[at + i] = (byte) (difference >>> Byte.SIZE * i);
        }
        var whole = new CRC32C();
        whole.update(bytes, 0, bytes.length);
        return (int) whole.getValue() == crc32c;
    }

    /** The register before a byte went through. */
    private static int back(int register, byte went) {
        int entry = BY_HIGHEST[register >>> 24];
        return (register ^ TABLE[entry]) << Byte.SIZE | (entry ^ went) & 0xff;
    }
}
