package io.jacinth.engine.types.hash;

import io.jacinth.engine.command.Call;
import io.jacinth.engine.types.ElementScan;
import io.jacinth.engine.types.Items;
import io.jacinth.store.HashView;
import org.jspecify.annotations.Nullable;

/** HSCAN. */
final class HashScan extends ElementScan<HashView> {
  HashScan() {
    super(2);
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
  protected void reply(Call c, HashView hash) {
    Items.reply(c, hash.field());
    Items.reply(c, hash.value());
  }
}
