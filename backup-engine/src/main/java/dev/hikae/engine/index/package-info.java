/**
 * Where each blob lies: sealed, sorted index objects in the regions; local segments that hold what several of them do;
 * look-ups over both; what a session adds. Memory does not grow with the number of blobs.
 */
@NullMarked
package dev.hikae.engine.index;

import org.jspecify.annotations.NullMarked;
