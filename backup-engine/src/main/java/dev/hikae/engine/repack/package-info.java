/**
 * Puts together anew what lives of packs: docs/PROTOCOL.md, "Repacking". Needs the maintainer's key and the domain, not the
 * reader's; deletes nothing.
 */
@NullMarked
package dev.hikae.engine.repack;

import org.jspecify.annotations.NullMarked;
