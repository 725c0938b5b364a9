/**
 * Signatures, time-stamps and the keys behind them. The only package of this module that touches Bouncy Castle.
 *
 * <p>A {@link dev.hikae.drills.sign.Sealer} makes CAdES, PAdES and time-stamps with the keys of an
 * {@link dev.hikae.drills.sign.EvidencePki}; {@link dev.hikae.drills.sign.Seals} checks them against a
 * {@link dev.hikae.drills.sign.Trust}; {@link dev.hikae.drills.sign.LogKey} signs checkpoints as C2SP notes.
 * These keys are a hierarchy of their own, apart from backup keys, TLS and sessions.
 */
@NullMarked
package dev.hikae.drills.sign;

import org.jspecify.annotations.NullMarked;
