package dev.hikae.engine.model;

/** Makes another region the home: creates the statement of the next epoch in one region after the other. */
final class FailOver extends Actor {
    private final int epoch;
    private final int home;
    private final int[] order;

    FailOver(String name, int index, Setting setting, int epoch, int home, int... order) {
        super(name, index, setting);
        this.epoch = epoch;
        this.home = home;
        this.order = order.clone();
    }

    @Override
    void moves(State now, Moves moves) {
        int step = get(now, STEP);
        if (step == order.length) {
            return;
        }
        int region = order[step];
        State next = moves.from(now);
        if (now.statement(region, epoch) < 0) {
            next.state(region, epoch, home);
        }
        set(
                next,
                STEP,
                now.statement(region, epoch) >= 0 && now.statement(region, epoch) != home ? order.length : step + 1);
        moves.to(next, this, "puts home/" + epoch, region);
    }
}
