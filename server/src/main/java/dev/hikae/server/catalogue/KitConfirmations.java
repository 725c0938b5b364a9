package dev.hikae.server.catalogue;

import dev.hikae.config.id.RepositoryName;
import java.time.Instant;
import java.util.Set;
import java.util.stream.Collectors;

/** Which repositories' recovery kits were proven to open them, the newest proof of each. */
public final class KitConfirmations {
    /**
     * One proof.
     *
     * @param by the account that had the kit
     */
    public record Confirmation(RepositoryName repository, Instant at, String by) {}

    private final Catalogue catalogue;

    public KitConfirmations(Catalogue catalogue) {
        this.catalogue = catalogue;
    }

    public void save(Confirmation c) {
        catalogue.change(h -> h.execute(
                "INSERT INTO recovery_kit (repository, confirmed_at, confirmed_by) VALUES (?, ?, ?)"
                        + " ON CONFLICT (repository) DO UPDATE SET confirmed_at = excluded.confirmed_at,"
                        + " confirmed_by = excluded.confirmed_by",
                c.repository().value(),
                Columns.millis(c.at()),
                c.by()));
    }

    /** Repositories with a proof. */
    public Set<RepositoryName> confirmed() {
        return catalogue
                .read(h -> h.createQuery("SELECT repository FROM recovery_kit")
                        .mapTo(String.class)
                        .list())
                .stream()
                .map(RepositoryName::new)
                .collect(Collectors.toUnmodifiableSet());
    }
}
