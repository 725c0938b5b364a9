/** Tests of the cryptography. */
@NullMarked
package dev.hikae.engine.crypto;

import org.jspecify.annotations.NullMarked;
