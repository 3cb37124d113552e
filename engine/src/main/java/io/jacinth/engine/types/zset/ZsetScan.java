package io.jacinth.engine.types.zset;

import io.jacinth.engine.command.Call;
import io.jacinth.engine.types.ElementScan;
import io.jacinth.engine.types.Items;
import io.jacinth.store.ZsetView;
import org.jspecify.annotations.Nullable;

/** ZSCAN. */
final class ZsetScan extends ElementScan<ZsetView> {
  ZsetScan() {
    super(2);
  }

  @Override
  protected @Nullable ZsetView read(Call c) {
    return Zsets.read(c, 1);
  }

  @Override
  protected boolean advance(ZsetView zset, boolean isFirst) {
    return isFirst ? zset.goToRank(0) : zset.next();
  }

  @Override
  protected void reply(Call c, ZsetView zset) {
    Items.reply(c, zset.member());
    if (zset.isTable()) {
      c.reply().bulk(LongScore.text(zset.score()));
    } else {
      Items.reply(c, zset.packedScore());
    }
  }
}
