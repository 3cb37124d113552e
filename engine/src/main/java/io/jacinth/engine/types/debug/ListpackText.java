package io.jacinth.engine.types.debug;

import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.Locale;

/**
 * A listpack, element by element, in the words of Redis. An element is an encoding byte or more
 * (the header), data, and the length of both once more, in groups of seven bits, for going back.
 */
final class ListpackText {
  private static final int HEADER_BYTES = 6;
  private static final int SHOWN_MAX = 40;

  private final byte[] list;
  private final StringBuilder out = new StringBuilder();

  /** Of the element looked at: bytes of its header, and of header and data. */
  private int header;

  private int encoded;

  private ListpackText(byte[] list) {
    this.list = list;
  }

  static String of(byte[] list) {
    return new ListpackText(list).write();
  }

  private String write() {
    int count = list[4] & 0xff | (list[5] & 0xff) << 8;
    out.append("{total bytes ").append(list.length);
    out.append("} {num entries ").append(count).append("}\n");
    int index = 0;
    for (int at = HEADER_BYTES; (list[at] & 0xff) != 0xff; index++) {
      measure(at);
      int back = backLength(encoded);
      out.append(
          String.format(
              Locale.ROOT,
              """
              {
              \taddr: 0x%08x,
              \tindex: %2d,
              \toffset: %1d,
              \thdr+entrylen+backlen: %2d,
              \thdrlen: %3d,
              \tbacklen: %2d,
              \tpayload: %1d
              \tbytes: %s|
              \t[str]%s
              }
              """,
              at,
              index,
              at,
              encoded + back,
              header,
              back,
              encoded - header,
              HexFormat.ofDelimiter("|").formatHex(list, at, at + encoded + back),
              value(at)));
      at += encoded + back;
    }
    return out.append("{end}\n").toString();
  }

  private void measure(int at) {
    int b = list[at] & 0xff;
    header = 1;
    if (b < 0x80) {
      encoded = 1;
    } else if (b < 0xc0) {
      encoded = 1 + (b & 0x3f);
    } else if (b < 0xe0) {
      encoded = 2;
    } else if (b < 0xf0) {
      header = 2;
      encoded = 2 + ((b & 0x0f) << 8 | list[at + 1] & 0xff);
    } else if (b == 0xf0) {
      header = 5;
      encoded = 5 + (int) little(at + 1, 4);
    } else {
      encoded = b == 0xf4 ? 9 : b - 0xf1 + 3;
    }
  }

  private static int backLength(int length) {
    int bytes = 1;
    for (long limit = 128; length >= limit && bytes < 5; limit <<= 7) {
      bytes++;
    }
    return bytes;
  }

  private String value(int at) {
    int b = list[at] & 0xff;
    if (b < 0x80) {
      return Integer.toString(b);
    }
    if (b >= 0xc0 && b < 0xe0) {
      return Integer.toString(((b & 0x1f) << 8 | list[at + 1] & 0xff) << 19 >> 19);
    }
    if (b > 0xf0) {
      int width = encoded - 1;
      int unused = Long.SIZE - 8 * width;
      return Long.toString(little(at + 1, width) << unused >> unused);
    }
    int length = encoded - header;
    int shown = Math.min(length, SHOWN_MAX);
    String text = new String(list, at + header, shown, StandardCharsets.ISO_8859_1);
    return length > shown ? text + "..." : text;
  }

  private long little(int at, int width) {
    long value = 0;
    for (int i = 0; i < width; i++) {
      value |= (list[at + i] & 0xffL) << (8 * i);
    }
    return value;
  }
}
