package dev.tidemark.online.http;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class UnreadTest {
  private static JsonBuffer answer(int bytes) {
    JsonBuffer answer = new JsonBuffer();
    answer.room(bytes);
    return answer;
  }

  @Test
  void lookups_are_refused_while_clients_have_not_read_too_much() {
    Unread unread = new Unread(3 << 20);
    JsonBuffer first = answer(2 << 20);
    JsonBuffer second = answer(2 << 20);

    unread.keep(first);
    assertThat(unread.refusal()).isEmpty();
    unread.keep(second);

    assertThat(unread.refusal())
        .hasValueSatisfying(refusal -> {
          assertThat(refusal.status()).isEqualTo(429);
          assertThat(refusal)
              .hasMessage(
                  "Cannot look up now: clients have not read answers of more than 3 MiB; try again"
                      + " soon, or ask other nodes");
        });
    unread.drop(first);
    assertThat(unread.refusal()).isEmpty();
  }
}
