package dev.hikae.engine.region;

import dev.hikae.config.id.RegionName;
import dev.hikae.engine.keyring.SigningKey;
import java.util.function.Function;

/**
 * Whoever may change which regions there are.
 *
 * @param maintainer signs statements about the home
 * @param marker makes a new region's marker; throws where the owner's key is not at hand
 */
public record Authority(SigningKey maintainer, Function<RegionName, byte[]> marker) {}
