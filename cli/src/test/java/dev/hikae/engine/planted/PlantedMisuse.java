package dev.hikae.engine.planted;

import java.security.Signature;
import java.time.Instant;
import java.util.Random;
import javax.crypto.Cipher;

/** Breaks rules on purpose: cryptography, the clock, predictable randomness and printing where none belong. */
public final class PlantedMisuse {
    public Class<?> cipher() {
        return Cipher.class;
    }

    public Class<?> signature() {
        return Signature.class;
    }

    public Instant now() {
        return Instant.now();
    }

    public int random() {
        return new Random().nextInt();
    }

    public void print() {
        System.out.println("planted");
    }
}
