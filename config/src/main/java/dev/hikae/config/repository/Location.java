package dev.hikae.config.repository;

import java.net.URI;
import java.nio.file.Path;
import java.util.Optional;

/** Where a region's objects lie. */
public sealed interface Location {
    /** A folder of a local file system (never NFS). */
    record Folder(Path path) implements Location {}

    /**
     * A bucket of an S3-compatible store. Credentials come from the AWS environment, profile or files,
     * or from {@code credentialsFile} (properties {@code access-key-id}, {@code secret-access-key}).
     *
     * @param endpoint scheme, host and port; empty means AWS
     * @param prefix of every object's name, empty or ending in {@code /}
     * @param caFile PEM of a private certificate authority
     * @param versions which version of an object is read, where a bucket keeps several; empty means the newest
     * @param storageClass of packs; empty means the bucket's own
     */
    record S3(
            Optional<URI> endpoint,
            String bucket,
            String prefix,
            String signingRegion,
            boolean pathStyle,
            ChecksumMode checksums,
            Optional<Path> credentialsFile,
            Optional<Path> caFile,
            Optional<Versions> versions,
            Optional<StorageClass> storageClass)
            implements Location {
        public S3(
                Optional<URI> endpoint,
                String bucket,
                String prefix,
                String signingRegion,
                boolean pathStyle,
                ChecksumMode checksums,
                Optional<Path> credentialsFile,
                Optional<Path> caFile) {
            this(
                    endpoint,
                    bucket,
                    prefix,
                    signingRegion,
                    pathStyle,
                    checksums,
                    credentialsFile,
                    caFile,
                    Optional.empty(),
                    Optional.empty());
        }

        /** The same, read by its oldest versions. */
        public S3 oldest() {
            return new S3(
                    endpoint,
                    bucket,
                    prefix,
                    signingRegion,
                    pathStyle,
                    checksums,
                    credentialsFile,
                    caFile,
                    Optional.of(Versions.OLDEST),
                    storageClass);
        }

        /** The same with packs in a class. */
        public S3 with(StorageClass packs) {
            return new S3(
                    endpoint,
                    bucket,
                    prefix,
                    signingRegion,
                    pathStyle,
                    checksums,
                    credentialsFile,
                    caFile,
                    versions,
                    Optional.of(packs));
        }
    }

    /** When the SDK adds checksums of its own. */
    enum ChecksumMode {
        WHEN_SUPPORTED,
        WHEN_REQUIRED
    }

    /** Which of an object's versions counts. Nothing of ours ever has a second one. */
    enum Versions {
        /** As the store shows it: a delete marker hides an object, a later version replaces it. */
        NEWEST,
        /** The first that was put, whatever somebody did to its name later. */
        OLDEST
    }

    /** Classes of storage whose objects can be read at once, by the names that S3 has for them. */
    enum StorageClass {
        STANDARD,
        REDUCED_REDUNDANCY,
        STANDARD_IA,
        ONEZONE_IA,
        INTELLIGENT_TIERING,
        GLACIER_IR
    }
}
