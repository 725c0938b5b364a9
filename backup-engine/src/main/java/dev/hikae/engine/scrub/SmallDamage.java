package dev.hikae.engine.scrub;

import dev.hikae.config.text.Text;

/** A small object that is damaged or missing in one region. */
record SmallDamage(RegionView view, String name, Text what) {}
