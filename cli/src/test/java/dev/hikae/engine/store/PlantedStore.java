package dev.hikae.engine.store;

import dev.hikae.engine.Repository;

/** Breaks a rule on purpose: a store that knows repositories. */
public final class PlantedStore {
    public Class<?> repository() {
        return Repository.class;
    }
}
