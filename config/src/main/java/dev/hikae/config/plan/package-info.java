/**
 * A plan: what to protect, when, with which objectives, and how restores of it are tested.
 */
@NullMarked
package dev.hikae.config.plan;

import org.jspecify.annotations.NullMarked;
