/**
 * The append-only register of every run that was due: an RFC 6962 Merkle log in C2SP formats.
 *
 * <p>{@link dev.hikae.drills.register.FileRegister} keeps leaves in one file and what they commit to beside it;
 * {@link dev.hikae.drills.register.Chain} is what any reader of leaves goes through, the verifier too;
 * {@link dev.hikae.drills.register.Population} counts what became of the runs of a period.
 */
@NullMarked
package dev.hikae.drills.register;

import org.jspecify.annotations.NullMarked;
