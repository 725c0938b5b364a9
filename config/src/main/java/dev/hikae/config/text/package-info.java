/**
 * Text for people as message keys with parameters, rendered in Japanese or English as late as possible.
 */
@NullMarked
package dev.hikae.config.text;

import org.jspecify.annotations.NullMarked;
