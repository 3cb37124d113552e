package io.jacinth.engine.types.set;

import io.jacinth.engine.command.Call;
import io.jacinth.engine.types.Items;
import io.jacinth.engine.types.RandomElements;
import io.jacinth.store.SetView;
import org.jspecify.annotations.Nullable;

/** SRANDMEMBER. */
final class SetRandom extends RandomElements<SetView> {
  SetRandom() {
    super(null);
  }

  @Override
  protected @Nullable SetView read(Call c) {
    return Sets.read(c);
  }

  @Override
  protected boolean advance(SetView set, boolean isFirst) {
    return set.next();
  }

  @Override
  protected void reply(Call c, SetView set, boolean withMore) {
    Items.reply(c, set.member());
  }
}
