package io.tributary.codec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.InstanceOfAssertFactories.type;

import io.tributary.codec.UnusableUpdateException.Kind;
import io.tributary.model.BlockLayout;
import io.tributary.model.BlockMessage;
import io.tributary.model.BlockMessage.Opening;
import io.tributary.model.BlockMessage.RoundDue;
import io.tributary.model.BlockMessage.Update;
import io.tributary.model.GenerationClock;
import io.tributary.model.MergeProgress;
import io.tributary.model.ModelShape;
import io.tributary.model.OptimizerSpec;
import io.tributary.model.SparseValues;
import io.tributary.model.TableSpec;
import io.tributary.model.VersionDigests;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Of a model of two blocks of four coordinates with two lanes each. */
class UpdateCheckTest {
  private static final long NOW = 1_800_000_000_000L;
  private static final long GENERATION = NOW << GenerationClock.RANDOM_BITS;
  private static final UpdateCheck CHECK =
      new UpdateCheck(
          List.of(TableSpec.linear(new BlockLayout(3, 2), new OptimizerSpec.AdaGrad(1, 1))));
  private static final ModelShape SHAPE = new ModelShape(3, 2, 2);
  private static final SparseValues VALUES = values(0, 1f, 2f);

  @Test
  void whatMastersWriteIsTaken() throws Exception {
    for (BlockMessage message :
        List.of(
            opening(0, 2, 1, 1, SHAPE),
            opening(0, 1, 1, 1, SHAPE),
            opening(0, 1, 1, 1, SHAPE, digests(7, 8)),
            opening(0, 1, 1, 1, SHAPE, digests(1030, 1024)),
            update(1, GENERATION, 1, VALUES),
            update(1, 0, Long.MAX_VALUE - 1, SparseValues.EMPTY),
            update(0, GENERATION + days(1) - 1, 5, VALUES),
            new RoundDue(0, GENERATION, 0))) {
      assertThat(CHECK.read(encode(message), NOW)).isEqualTo(message);
    }
  }

  @Test
  void featuresOfAnExactTableAreThoseOfTheirBlock() throws Exception {
    TableSpec hashed = CHECK.tables().get(0);
    UpdateCheck exact =
        new UpdateCheck(
            List.of(new TableSpec("sparse", 0, new BlockLayout(30, 2), hashed.groups(), 0, true)));
    long[] low = {7};
    long[] high = {-9};
    long[] none = {};
    SparseValues good = SparseValues.ofKeys(high, new long[] {-7}, new float[2]);
    assertThat(exact.read(encode(update(1, GENERATION, 1, good)), NOW))
        .isEqualTo(update(1, GENERATION, 1, good));
    for (SparseValues bad :
        List.of(
            VALUES,
            SparseValues.ofKeys(low, none, new float[2]),
            SparseValues.ofKeys(none, low, new float[0]),
            SparseValues.ofKeys(high, none, new float[1]))) {
      byte[] bytes = encode(update(1, GENERATION, 1, bad));
      assertThatThrownBy(() -> exact.read(bytes, NOW))
          .asInstanceOf(type(UnusableUpdateException.class))
          .extracting(UnusableUpdateException::kind)
          .isEqualTo(Kind.MISFIT);
    }
    assertThat(refused(update(1, GENERATION, 1, good))).isEqualTo(Kind.MISFIT);
    float[] infinite = {1, Float.POSITIVE_INFINITY};
    byte[] bytes = encode(update(1, GENERATION, 1, SparseValues.ofKeys(high, none, infinite)));
    assertThatThrownBy(() -> exact.read(bytes, NOW)).hasMessageContaining("not finite");
  }

  @Test
  void whatIsNoMessageIsUnreadable() {
    byte[] longer = Arrays.copyOf(encode(update(0, GENERATION, 1, VALUES)), 60);
    for (byte @Nullable [] bytes :
        new byte[][] {null, {}, {1, 2, 3, 4, 5}, {9, 9, 9, 9, 9}, longer}) {
      assertThat(refused(bytes)).as(Arrays.toString(bytes)).isEqualTo(Kind.UNREADABLE);
    }
  }

  @Test
  void whatIsOfAnotherShapeDoesNotFit() {
    assertThat(refused(update(999, GENERATION, 1, VALUES))).isEqualTo(Kind.MISFIT);
    assertThat(refused(update(2, GENERATION, 1, VALUES))).isEqualTo(Kind.MISFIT);
    assertThat(refused(update(0, GENERATION, 1, values(4, 1f, 2f)))).isEqualTo(Kind.MISFIT);
    assertThat(refused(update(0, GENERATION, 1, values(0, 1f)))).isEqualTo(Kind.MISFIT);
    assertThat(refused(opening(0, 1, 1, 1, new ModelShape(4, 2, 2)))).isEqualTo(Kind.MISFIT);
    assertThatThrownBy(
            () -> CHECK.read(encode(opening(0, 1, 1, 1, new ModelShape(22, 64, 2))), NOW))
        .hasMessage(
            "updates do not fit the pipeline: bits=22 blocks=64 lanes=2 pipeline bits=3 blocks=2"
                + " lanes=2: are model.bits, model.blocks and model.optimizer the same as in"
                + " training?");
  }

  @Test
  void generationsFarAheadOfTheClockAreRefused() {
    for (long generation : new long[] {Long.MAX_VALUE, GENERATION + days(1) + (1 << 20)}) {
      assertThat(refused(update(0, generation, 1, VALUES))).isEqualTo(Kind.AHEAD);
      assertThat(refused(new RoundDue(0, generation, 1))).isEqualTo(Kind.AHEAD);
    }
    assertThat(refused(new RoundDue(0, -1, 1))).isEqualTo(Kind.AHEAD);
  }

  private static long days(int days) {
    return (days * GenerationClock.MOST_AHEAD_MILLIS) << GenerationClock.RANDOM_BITS;
  }

  @Test
  void numbersThatCanNotBeAreRefused() {
    MergeProgress negative = new MergeProgress(-1, 0, 0, 0);
    for (BlockMessage message :
        List.of(
            opening(0, 2, 0, 0, SHAPE),
            opening(2, 2, 1, 1, SHAPE),
            opening(0, 5, 1, 1, SHAPE),
            opening(0, 1, 0, 0, SHAPE),
            opening(0, 1, 2, 1, SHAPE),
            opening(0, 1, 1, 1, SHAPE, digests(6, 3)),
            opening(0, 1, 1, 1, SHAPE, digests(9, 2)),
            opening(0, 1, 1, 1, SHAPE, digests(7, 9)),
            opening(0, 1, 1, 1, SHAPE, digests(1031, 1025)),
            opening(0, 1, 1, 1, SHAPE, digests(-1, 3)),
            update(0, GENERATION, 0, VALUES),
            update(0, GENERATION, Long.MAX_VALUE, VALUES),
            update(0, GENERATION, 1, values(0, Float.NaN, 1f)),
            update(0, GENERATION, 1, values(0, 1f, Float.NEGATIVE_INFINITY)),
            new Update(0, GENERATION, 1, -1, Long.MAX_VALUE, false, MergeProgress.NONE, VALUES),
            new Update(0, GENERATION, 1, -1, -5, false, MergeProgress.NONE, VALUES),
            new Update(0, GENERATION, 1, -1, 0, false, negative, VALUES),
            new Update(0, GENERATION, 1, -1, 3, false, MergeProgress.NONE, VALUES, 17),
            new RoundDue(1, GENERATION, 3),
            new RoundDue(0, GENERATION, -3))) {
      assertThat(refused(message)).as("%s", message).isEqualTo(Kind.IMPOSSIBLE);
    }
  }

  @Test
  void whatIsNotWhatItsChecksumWasMadeOfIsImpossible() throws Exception {
    Update update = update(1, GENERATION, 7, values(2, 1f, 2f));
    byte[] good = encode(update);
    int read = 0;
    for (int bit = 0; bit < 8 * good.length; bit++) {
      byte[] bytes = good.clone();
      bytes[bit / 8] ^= (byte) (1 << bit % 8);
      try {
        BlockMessage message = CHECK.read(bytes, NOW);
        // Which incarnation says it may change, and what is no update is another message.
        assertThat(message).isEqualTo(update.withGeneration(message.generation()));
        read++;
      } catch (UnusableUpdateException e) {
        assertThat(e).hasMessageContaining("=");
      }
    }
    assertThat(read).as("bits of the generation").isBetween(1, 70);
  }

  @Test
  void anyBytesAreTakenOrRefusedAndNothingElseHappens() {
    byte[] good = encode(opening(0, 2, 1, 1, SHAPE));
    Random random = new Random(3);
    int refused = 0;
    for (int i = 0; i < 20_000; i++) {
      byte[] bytes = good.clone();
      for (int changes = 0; changes < 3; changes++) {
        bytes[random.nextInt(bytes.length)] = (byte) random.nextInt();
      }
      try {
        CHECK.read(bytes, NOW);
      } catch (UnusableUpdateException e) {
        assertThat(e).hasMessageContaining("=");
        refused++;
      }
    }
    assertThat(refused).isBetween(1, 19_999);
  }

  private static Kind refused(BlockMessage message) {
    return refused(encode(message));
  }

  private static Kind refused(byte @Nullable [] bytes) {
    return assertThatThrownBy(() -> CHECK.read(bytes, NOW))
        .asInstanceOf(type(UnusableUpdateException.class))
        .actual()
        .kind();
  }

  private static byte[] encode(BlockMessage message) {
    return CodecContract.encode(BlockMessageCodec.INSTANCE, message);
  }

  private static SparseValues values(int offset, float... lanes) {
    return new SparseValues(new int[] {offset}, lanes);
  }

  private static Update update(int block, long generation, long version, SparseValues values) {
    return new Update(block, generation, version, -1, 3, false, MergeProgress.NONE, values);
  }

  private static Opening opening(int part, int parts, int sessions, int rounds, ModelShape shape) {
    return opening(part, parts, sessions, rounds, shape, digests(9, 3));
  }

  private static VersionDigests digests(long newest, int known) {
    return new VersionDigests(newest, new long[known]);
  }

  private static Opening opening(
      int part, int parts, int sessions, int rounds, ModelShape shape, VersionDigests digests) {
    long[] merged = new long[rounds];
    Arrays.fill(merged, -1);
    return new Opening(
        1,
        GENERATION,
        7,
        part,
        parts,
        new long[sessions],
        merged,
        false,
        MergeProgress.NONE,
        VALUES,
        shape,
        digests);
  }
}
