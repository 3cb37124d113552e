package io.jacinth.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.jacinth.engine.session.ClientSession;
import io.jacinth.resp.RespReader;
import io.jacinth.resp.RespValue;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * COMMAND DOCS beside a redis-server 7.0: the facts, not the sentences. {@code
 * differential/docs.txt} names the commands; behind {@code arguments} the tree of arguments is
 * compared as well.
 */
class DocsTest {
  private static final List<String> FACTS =
      List.of("since", "group", "doc_flags", "deprecated_since", "replaced_by");

  @TempDir Path directory;

  @Test
  void factsAreThoseOfRedis() throws IOException, InterruptedException {
    assumeTrue(RealRedis.isInstalled(), "no redis-server on PATH");
    List<String> wrong = new ArrayList<>();
    try (EngineFixture fixture = EngineFixture.standalone();
        RealRedis redis = RealRedis.start(directory);
        RealRedis.Peer peer = redis.connect()) {
      ClientSession session = fixture.open();
      fixture.run(session, "HELLO 3");
      peer.call("HELLO 3");
      for (String line : lines()) {
        String name = line.split(" ", 2)[0];
        List<String> fields = new ArrayList<>(FACTS);
        if (line.endsWith(" arguments")) {
          fields.add("arguments");
        }
        Map<String, String> ours = docs(name, fixture.run(session, "COMMAND DOCS " + name));
        Map<String, String> theirs = docs(name, peer.call("COMMAND DOCS " + name));
        for (String field : fields) {
          String mine = ours.getOrDefault(field, "");
          if (!mine.equals(theirs.getOrDefault(field, ""))) {
            wrong.add(name + ' ' + field + ": redis " + theirs.get(field) + ", jacinth " + mine);
          }
        }
      }
    }
    assertThat(wrong).isEmpty();
  }

  private static Map<String, String> docs(String name, String raw) {
    RespReader reader = new RespReader();
    reader.feed(raw.getBytes(StandardCharsets.ISO_8859_1));
    Map<String, String> fields = new TreeMap<>();
    if (reader.next() instanceof RespValue.Aggregate all
        && all.items().size() == 2
        && all.items().get(1) instanceof RespValue.Aggregate facts) {
      for (int i = 0; i < facts.items().size(); i += 2) {
        if (facts.items().get(i) instanceof RespValue.Bulk key) {
          fields.put(key.text(), facts.items().get(i + 1).show());
        }
      }
      return fields;
    }
    throw new AssertionError("no docs of " + name + " in " + raw);
  }

  private static List<String> lines() throws IOException {
    try (InputStream in = DocsTest.class.getResourceAsStream("/differential/docs.txt");
        BufferedReader reader =
            new BufferedReader(new InputStreamReader(in, StandardCharsets.UTF_8))) {
      return reader.lines().filter(line -> !line.startsWith("#") && !line.isEmpty()).toList();
    }
  }
}
