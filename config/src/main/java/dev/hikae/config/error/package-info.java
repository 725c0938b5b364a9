/**
 * Errors an operator can see: a code that never changes, one sentence, a hint.
 * Each module has an enum of its own that implements {@link dev.hikae.config.error.ErrorCode};
 * the sentence and the hint are message keys {@code error.HKE-nnnn} and {@code error.HKE-nnnn.hint}.
 */
@NullMarked
package dev.hikae.config.error;

import org.jspecify.annotations.NullMarked;
