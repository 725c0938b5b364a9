package dev.hikae.cli;

import dev.hikae.config.error.HikaeException;
import dev.hikae.config.id.RegionName;

/** A region's name as it was typed. */
final class RegionArgument {
    private RegionArgument() {}

    static RegionName of(String typed) {
        try {
            return new RegionName(typed);
        } catch (IllegalArgumentException e) {
            throw new HikaeException(e, CliError.REGION_NAME, typed);
        }
    }
}
