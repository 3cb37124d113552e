package io.jacinth.engine.types.set;

import io.jacinth.engine.command.Call;
import io.jacinth.engine.types.ElementScan;
import io.jacinth.engine.types.Items;
import io.jacinth.store.SetView;
import org.jspecify.annotations.Nullable;

/** SSCAN. */
final class SetScan extends ElementScan<SetView> {
  SetScan() {
    super(1);
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
  protected void reply(Call c, SetView set) {
    Items.reply(c, set.member());
  }
}
