/**
 * What leaves a repository as a stream: one file's content, or a tree as an archive. Content comes in file order, read ahead
 * in bounded memory. It makes no files and knows no terminal.
 */
@NullMarked
package dev.hikae.engine.export;

import org.jspecify.annotations.NullMarked;
