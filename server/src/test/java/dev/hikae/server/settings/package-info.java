@NullMarked
package dev.hikae.server.settings;

import org.jspecify.annotations.NullMarked;
