package dev.hikae.engine.keyring;

import dev.hikae.config.error.HikaeException;
import dev.hikae.engine.EngineError;
import dev.hikae.engine.UnlockPermit;
import dev.hikae.engine.format.FormatException;
import dev.hikae.engine.key.Credential;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Opens the keyring with one of its slots. */
public final class Unlocking {
    private static final Logger LOG = LoggerFactory.getLogger(Unlocking.class);

    private Unlocking() {}

    /**
     * Tries every slot of the credential's kind.
     *
     * @param slots sealed key slots by object name
     * @param permit what allows it; a key is unwrapped only against one
     * @throws HikaeException KEY_REFUSED when no slot opens, NO_KEY_SLOT when there is none of the kind
     */
    public static Keyring unlock(
            byte[] repositoryId, Map<String, byte[]> slots, Credential credential, UnlockPermit permit) {
        if (permit.reference().isBlank()) {
            throw new IllegalArgumentException("bug: a permit that rests on nothing");
        }
        KeySlot.Kind kind = KeySlot.Kind.of(credential);
        List<KeySlot> fitting = new ArrayList<>();
        slots.forEach((name, bytes) -> parse(name, bytes)
                .filter(s -> s.kind() == kind && Arrays.equals(s.repositoryId(), repositoryId))
                .ifPresent(fitting::add));
        if (fitting.isEmpty()) {
            throw new HikaeException(EngineError.NO_KEY_SLOT, kind);
        }
        for (KeySlot slot : fitting) {
            Optional<Keyring> keyring = open(slot, credential);
            if (keyring.isPresent()) {
                return keyring.get();
            }
        }
        throw new HikaeException(EngineError.KEY_REFUSED);
    }

    /** A slot that asks for what we do not do may have been planted to lock the owner out. */
    private static Optional<Keyring> open(KeySlot slot, Credential credential) {
        try {
            return slot.open(credential);
        } catch (FormatException e) {
            LOG.warn("a key slot is passed over: {}", e.getMessage());
            return Optional.empty();
        }
    }

    /** A damaged or newer slot does not keep the others from opening. */
    private static Optional<KeySlot> parse(String name, byte[] bytes) {
        try {
            return Optional.of(KeySlot.parse(bytes));
        } catch (FormatException e) {
            LOG.warn("key slot {} is passed over: {}", name, e.getMessage());
            return Optional.empty();
        }
    }
}
