package dev.hikae.engine.keyring;

import dev.hikae.engine.crypto.KeyedDigest;
import dev.hikae.engine.key.Secret;

/** A repository's keys made ready for use: the newest domain's keys derived once. Does not print. */
public final class RepositoryKeys {
    private final Keyring keyring;
    private final Secret metadata;
    private final Secret index;
    private final Secret chunker;
    private final KeyedDigest blobIds;

    public RepositoryKeys(Keyring keyring) {
        this.keyring = keyring;
        Domain domain = keyring.domain();
        this.metadata = domain.key("metadata", keyring.repositoryId());
        this.index = domain.key("index", keyring.repositoryId());
        this.chunker = domain.key("chunker", keyring.repositoryId());
        try (Secret id = domain.key("id", keyring.repositoryId())) {
            this.blobIds = new KeyedDigest(id);
        }
    }

    public Keyring keyring() {
        return keyring;
    }

    public byte[] repositoryId() {
        return keyring.repositoryId();
    }

    public byte[] domainId() {
        return keyring.domain().id();
    }

    public Secret metadata() {
        return metadata;
    }

    public Secret index() {
        return index;
    }

    public Secret chunker() {
        return chunker;
    }

    public KeyedDigest blobIds() {
        return blobIds;
    }
}
