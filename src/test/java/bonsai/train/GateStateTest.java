package bonsai.train;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.OptionalInt;
import org.junit.jupiter.api.Test;

final class GateStateTest {
  private static final float OPEN = 3;
  private static final float HALF = 0;
  private static final float CLOSED = -5;

  private static GateState price(float... logAlpha) {
    return new GateState(logAlpha, OptionalInt.empty());
  }

  private static GateState keep(int number, float... logAlpha) {
    return new GateState(logAlpha, OptionalInt.of(number));
  }

  @Test
  void gatesAreSettledOnceEachIsOpenOrClosed() {
    assertThat(price(OPEN, CLOSED).isSettled()).isTrue();
    assertThat(price(OPEN, HALF, CLOSED).isSettled()).isFalse();
    assertThat(price(OPEN, OPEN).isSettled()).as("nothing has closed").isFalse();
  }

  @Test
  void aNumberIsReachedByJustThatNumberOfOpenGates() {
    assertThat(keep(1, OPEN, CLOSED).isSettled()).isTrue();
    assertThat(keep(1, OPEN, OPEN).isSettled()).isFalse();
    assertThat(keep(2, OPEN, CLOSED).isSettled()).isFalse();
  }

  @Test
  void ofTooManyOpenGatesThoseOfTheHighestValuesStay() {
    var state = keep(2, HALF, OPEN, 2.9f, CLOSED);
    assertThat(state.kept()).containsExactly(false, true, true, false);
    assertThat(state.open()).containsExactly(true, true, true, false);
    assertThat(state.reason(Trainer.End.FINISHED))
        .endsWith("1 gate that was still open was closed to reach it.");
  }

  @Test
  void ofTooFewOpenGatesTheClosedOnesOfTheHighestValuesStayAsWell() {
    assertThat(keep(2, CLOSED - 1, OPEN, CLOSED).kept()).containsExactly(false, true, true);
  }

  @Test
  void whyATrainingEndedIsSaid() {
    assertThat(price(OPEN, OPEN).reason(Trainer.End.FINISHED)).contains("a higher λ closes more");
    assertThat(price(OPEN, CLOSED).reason(Trainer.End.FINISHED))
        .isEqualTo("All gates had become open or closed.");
    assertThat(price(OPEN, HALF).reason(Trainer.End.STOPPED)).isEqualTo("The run was stopped.");
  }
}
