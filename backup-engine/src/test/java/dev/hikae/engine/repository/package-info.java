@NullMarked
package dev.hikae.engine.repository;

import org.jspecify.annotations.NullMarked;
