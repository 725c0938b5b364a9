package dev.hikae.cli;

import java.net.InetAddress;
import java.net.UnknownHostException;

/** This machine's name, as snapshots show it. */
final class Host {
    private Host() {}

    static String name() {
        try {
            return InetAddress.getLocalHost().getHostName();
        } catch (UnknownHostException e) {
            return "localhost";
        }
    }
}
