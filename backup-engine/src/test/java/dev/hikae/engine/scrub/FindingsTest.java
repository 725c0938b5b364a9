package dev.hikae.engine.scrub;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.hikae.config.id.RegionName;
import dev.hikae.config.text.Text;
import dev.hikae.engine.EngineError;
import dev.hikae.engine.ScrubReport.State;
import java.util.Optional;
import org.junit.jupiter.api.Test;

final class FindingsTest {
    @Test
    void whatIsNotListed_isCountedAllTheSame() {
        var findings = new Findings();
        Text what = Text.of(EngineError.BUNDLE, "scrub.disputed");
        for (int i = 0; i < 1500; i++) {
            findings.add(new RegionName("tokyo"), "packs/" + i, what, State.HEALED, Optional.empty());
            findings.add(new RegionName("tokyo"), "packs/" + i, what, State.LOST, Optional.empty());
        }
        assertEquals(1000, findings.kept().size());
        assertEquals(2000, findings.more());
        assertEquals(1500, findings.healed());
        assertEquals(1500, findings.unhealed());
    }
}
