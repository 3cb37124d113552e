package io.jacinth.cluster.conf;

import com.code_intelligence.jazzer.junit.FuzzTest;

/** Any file: an image, or an error that names a line; an image that was read is stable. */
class NodesConfFuzzTest {
  @FuzzTest(maxDuration = "10m")
  void decodes(byte[] data) throws CorruptNodesConfException {
    NodesConf conf;
    try {
      conf = NodesConf.decode(data);
    } catch (CorruptNodesConfException e) {
      if (e.line() < 1) {
        throw new AssertionError("no line", e);
      }
      return;
    }
    String text = conf.toText();
    if (!NodesConf.decode(conf.encode()).toText().equals(text)) {
      throw new AssertionError("not stable: " + text);
    }
  }
}
