package io.jacinth.engine.types.zset;

import io.jacinth.engine.command.Call;
import io.jacinth.engine.types.RandomElements;
import io.jacinth.store.ZsetView;
import org.jspecify.annotations.Nullable;

/** ZRANDMEMBER. */
final class ZsetRandom extends RandomElements<ZsetView> {
  ZsetRandom() {
    super("WITHSCORES");
  }

  @Override
  protected @Nullable ZsetView read(Call c) {
    return Zsets.read(c, 1);
  }

  /** From the highest score down. */
  @Override
  protected boolean advance(ZsetView zset, boolean isFirst) {
    return isFirst ? zset.goToRank(zset.size() - 1) : zset.previous();
  }

  @Override
  protected void reply(Call c, ZsetView zset, boolean withScore) {
    Zsets.reply(c, zset, withScore);
  }
}
