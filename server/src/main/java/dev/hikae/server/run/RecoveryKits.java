package dev.hikae.server.run;

import dev.hikae.config.id.RepositoryName;
import dev.hikae.engine.key.Credential;
import dev.hikae.server.catalogue.KitConfirmations;
import dev.hikae.server.catalogue.KitConfirmations.Confirmation;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Set;

/** Proofs that the recovery kits of repositories made here open them. */
public final class RecoveryKits {
    private final RepositoryPool pool;
    private final InForce inForce;
    private final KitConfirmations confirmations;
    private final InstantSource clock;

    RecoveryKits(RepositoryPool pool, InForce inForce, KitConfirmations confirmations, InstantSource clock) {
        this.pool = pool;
        this.inForce = inForce;
        this.confirmations = confirmations;
        this.clock = clock;
    }

    /** Opens the repository with the code of its kit and keeps that it did; throws the engine's error when it does not. */
    public Confirmation confirm(RepositoryName name, Credential.RecoveryCode code, String by) {
        pool.prove(name, code, by);
        var confirmation = new Confirmation(name, clock.instant().truncatedTo(ChronoUnit.MILLIS), by);
        confirmations.save(confirmation);
        return confirmation;
    }

    /** Repositories in force that were made here and lack a proof. */
    public List<String> unconfirmed() {
        Set<RepositoryName> confirmed = confirmations.confirmed();
        return inForce.repositories().stream()
                .map(r -> r.value().name())
                .filter(name -> pool.wasMade(name) && !confirmed.contains(name))
                .map(RepositoryName::value)
                .toList();
    }
}
