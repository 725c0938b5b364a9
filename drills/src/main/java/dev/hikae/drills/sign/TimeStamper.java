package dev.hikae.drills.sign;

/** An RFC 3161 time-stamp authority. */
public interface TimeStamper {
    /** A DER time-stamp token over the SHA-256 of the data, with the authority's certificates inside. */
    byte[] stamp(byte[] data);

    /** Whether it is the service's own: then its time is only as good as the operator's clock. */
    boolean builtIn();

    /** For people: the certificate's name, or the address. */
    String name();
}
