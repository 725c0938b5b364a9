/**
 * The offline verifier: says of a bundle, part by part, what holds, what does not and what could not be checked.
 *
 * <p>Needs a Java and nothing else: no service, no network, no PDF library. The scripts in the bundle do the same with
 * openssl and python3; the two share no code on purpose.
 */
@NullMarked
package dev.hikae.drills.verify;

import org.jspecify.annotations.NullMarked;
