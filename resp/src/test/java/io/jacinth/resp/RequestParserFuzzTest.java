package io.jacinth.resp;

import com.code_intelligence.jazzer.junit.FuzzTest;

/** Foreign bytes into the request parser, whole and byte by byte. */
class RequestParserFuzzTest {
  @FuzzTest(maxDuration = "10m")
  void sameCommandsHoweverCut(byte[] session) {
    int whole = digest(session, session.length);
    if (digest(session, 1) != whole) {
      throw new AssertionError("packets make a difference");
    }
  }

  private static int digest(byte[] session, int step) {
    QueryBuffer buffer = new QueryBuffer();
    RequestParser parser = new RequestParser();
    int digest = 0;
    for (int from = 0; from < session.length; from += Math.max(step, 1)) {
      int length = Math.min(step, session.length - from);
      buffer.append(session, from, length);
      RequestParser.Status status = parser.parse(buffer);
      while (status == RequestParser.Status.COMMAND) {
        for (int i = 0; i < parser.argv().count(); i++) {
          digest = digest * 31 + java.util.Arrays.hashCode(parser.argv().bytes(i));
        }
        status = parser.parse(buffer);
      }
      if (status == RequestParser.Status.ERROR) {
        return digest * 31 + parser.error().hashCode();
      }
    }
    return digest;
  }
}
