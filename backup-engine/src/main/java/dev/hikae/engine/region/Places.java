package dev.hikae.engine.region;

import dev.hikae.config.repository.Location;

/** Locations as people write them after {@code --repo}. */
public final class Places {
    private Places() {}

    public static String show(Location location) {
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
