/**
 * Who may open a keyring: the secrets that people, machines and key files bring.
 */
@NullMarked
package dev.hikae.engine.key;

import org.jspecify.annotations.NullMarked;
