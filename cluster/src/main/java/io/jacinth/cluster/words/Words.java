package io.jacinth.cluster.words;

import io.jacinth.cluster.admin.Answer;
import io.jacinth.cluster.admin.ClusterRequest;
import java.nio.charset.StandardCharsets;
import java.util.Locale;

/** One request's words as text and numbers; index 0 is the subcommand. */
final class Words {
  static final Answer SYNTAX_ERROR = error("syntax error");

  private final ClusterRequest request;

  Words(ClusterRequest request) {
    this.request = request;
  }

  /** Texts end where a word they quote (always the last thing) has a zero byte. */
  static Answer error(String text) {
    int zero = text.indexOf('\0');
    return new Answer.Error("ERR " + (zero < 0 ? text : text.substring(0, zero)));
  }

  int count() {
    return request.args().size();
  }

  String text(int index) {
    return new String(request.args().get(index), StandardCharsets.ISO_8859_1);
  }

  String lower(int index) {
    return text(index).toLowerCase(Locale.ROOT);
  }

  ClusterRequest.Facts facts() {
    return request.facts();
  }

  /** A decimal number as Redis reads one (no blanks, no plus, no leading zero), or -1 - 2^62. */
  long number(int index) {
    String text = text(index);
    boolean negative = text.startsWith("-");
    String digits = negative ? text.substring(1) : text;
    boolean good = !digits.isEmpty() && digits.length() <= 18;
    for (int i = 0; good && i < digits.length(); i++) {
      good = digits.charAt(i) >= '0' && digits.charAt(i) <= '9';
    }
    if (!good || (digits.charAt(0) == '0' && (digits.length() > 1 || negative))) {
      return NOT_A_NUMBER;
    }
    long value = Long.parseLong(digits);
    return negative ? -value : value;
  }

  static final long NOT_A_NUMBER = Long.MIN_VALUE;

  /** A slot, or -1. */
  int slot(int index) {
    long value = number(index);
    return value < 0 || value >= 16384 ? -1 : (int) value;
  }
}
