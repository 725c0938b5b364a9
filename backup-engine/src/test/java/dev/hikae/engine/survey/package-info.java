@NullMarked
package dev.hikae.engine.survey;

import org.jspecify.annotations.NullMarked;
