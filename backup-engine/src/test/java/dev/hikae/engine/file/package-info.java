/** Tests of the file layer on real files, and the tree generator that other tests use too. */
@NullMarked
package dev.hikae.engine.file;

import org.jspecify.annotations.NullMarked;
