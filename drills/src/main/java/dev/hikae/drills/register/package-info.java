/**
 * The append-only register of every run that was due: an RFC 6962 Merkle log in C2SP formats.
 */
@NullMarked
package dev.hikae.drills.register;

import org.jspecify.annotations.NullMarked;
