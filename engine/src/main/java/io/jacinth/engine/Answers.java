package io.jacinth.engine;

import io.jacinth.cluster.admin.Answer;
import io.jacinth.resp.ReplyBuffer;
import java.nio.charset.StandardCharsets;

/** Answers of the cluster core as RESP. */
final class Answers {
  private Answers() {}

  static void write(ReplyBuffer reply, Answer answer) {
    switch (answer) {
      case Answer.Status status -> reply.simple(status.text());
      case Answer.Error error -> reply.error(error.text());
      case Answer.Int number -> reply.integer(number.value());
      case Answer.Bulk bulk -> reply.bulkUtf8(bulk.text());
      case Answer.Verbatim text ->
          reply.verbatim("txt", text.text().getBytes(StandardCharsets.UTF_8));
      case Answer.Null nothing -> reply.nullValue();
      case Answer.Array array -> {
        reply.array(array.items().size());
        for (Answer item : array.items()) {
          write(reply, item);
        }
      }
      case Answer.Map map -> {
        reply.map(map.keysAndValues().size() / 2);
        for (Answer item : map.keysAndValues()) {
          write(reply, item);
        }
      }
    }
  }
}
