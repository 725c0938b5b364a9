package dev.hikae.cli;

import dev.hikae.config.error.HikaeException;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;

/** Lets only text through to a terminal, which would act on control characters; knows sequences cut in two. */
final class TextGuard {
    private final CharsetDecoder decoder = StandardCharsets.UTF_8
            .newDecoder()
            .onMalformedInput(CodingErrorAction.REPORT)
            .onUnmappableCharacter(CodingErrorAction.REPORT);
    private ByteBuffer rest = ByteBuffer.allocate(0);

    /** Throws when the content goes on with anything that is no text. */
    void check(ByteBuffer content) {
        var in = ByteBuffer.allocate(rest.remaining() + content.remaining());
        in.put(rest).put(content.duplicate()).flip();
        var characters = CharBuffer.allocate(in.remaining());
        boolean malformed = decoder.reset().decode(in, characters, false).isError();
        if (malformed || characters.flip().chars().anyMatch(TextGuard::isControl)) {
            throw new HikaeException(CliError.OUTPUT_IS_TERMINAL);
        }
        rest = in.slice();
    }

    private static boolean isControl(int c) {
        return c < ' ' && c != '\n' && c != '\r' && c != '\t' || c >= 0x7f && c < 0xa0;
    }
}
