package io.jacinth.engine.types.hash;

import io.jacinth.engine.command.Call;
import io.jacinth.engine.types.Items;
import io.jacinth.engine.types.RandomElements;
import io.jacinth.store.HashView;
import org.jspecify.annotations.Nullable;

/** HRANDFIELD. */
final class HashRandom extends RandomElements<HashView> {
  HashRandom() {
    super("WITHVALUES");
  }

  @Override
  protected @Nullable HashView read(Call c) {
    return Hashes.read(c);
  }

  @Override
  protected boolean advance(HashView hash, boolean isFirst) {
    return hash.next();
  }

  @Override
  protected void reply(Call c, HashView hash, boolean withValue) {
    if (withValue && c.reply().isResp3()) {
      c.reply().array(2);
    }
    Items.reply(c, hash.field());
    if (withValue) {
      Items.reply(c, hash.value());
    }
  }
}
