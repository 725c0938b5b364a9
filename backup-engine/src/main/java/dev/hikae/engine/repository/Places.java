package dev.hikae.engine.repository;

import dev.hikae.config.repository.Location;

/** Locations as people write them after {@code --repo}. */
final class Places {
    private Places() {}

    static String show(Location location) {
        return switch (location) {
            case Location.Folder folder -> folder.path().toString();
            case Location.S3 s3 ->
                "s3:"
                        + s3.endpoint()
                                .map(Object::toString)
                                .orElse("https://s3." + s3.signingRegion() + ".amazonaws.com")
                        + "/" + s3.bucket() + "/" + s3.prefix();
        };
    }
}
