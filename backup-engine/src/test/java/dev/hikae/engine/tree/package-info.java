@NullMarked
package dev.hikae.engine.tree;

import org.jspecify.annotations.NullMarked;
