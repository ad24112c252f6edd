package dev.tidemark.ingest;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tidemark.ingest.DeadLetter.From;
import dev.tidemark.ingest.DeadLetter.Lengths;
import dev.tidemark.ingest.ShapeResult.Refused;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.internals.RecordHeader;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.common.record.TimestampType;
import org.apache.kafka.streams.processor.api.Record;
import org.apache.kafka.streams.processor.api.RecordMetadata;
import org.junit.jupiter.api.Test;

class DeadLetterTest {
  private static final Instant NOW = Instant.parse("2026-01-31T09:30:00.125Z");
  private static final Refused REFUSED = new Refused(Reason.WRONG_TYPE, "Cannot read field a");
  private static final Header TRACE = new RecordHeader("trace", new byte[] {1, 2});

  private static Record<byte[], byte[]> event(byte[] value, Header... headers) {
    return new Record<>(new byte[] {7}, value, 0, new RecordHeaders(headers));
  }

  private static DeadLetter written(Record<byte[], byte[]> event) {
    return read(refused(event)).orElseThrow();
  }

  private static Record<byte[], byte[]> refused(Record<byte[], byte[]> event) {
    return new DeadLetters("orders", InstantSource.fixed(NOW)).of(event, REFUSED, new Place());
  }

  private static Optional<DeadLetter> read(Record<byte[], byte[]> letter) {
    return DeadLetter.read(
        new ConsumerRecord<>(
            "letters",
            0,
            0,
            0,
            TimestampType.CREATE_TIME,
            0,
            0,
            letter.key(),
            letter.value(),
            letter.headers(),
            Optional.empty()));
  }

  private record Place() implements RecordMetadata {
    @Override
    public String topic() {
      return "shop.orders";
    }

    @Override
    public int partition() {
      return 3;
    }

    @Override
    public long offset() {
      return 41;
    }
  }

  @Test
  void what_is_written_is_read() {
    DeadLetter letter = written(event(new byte[] {1, (byte) 0xFF}, TRACE));
    assertThat(letter.source()).isEqualTo("orders");
    assertThat(letter.reason()).isEqualTo("wrong_type");
    assertThat(letter.detail()).isEqualTo("Cannot read field a");
    assertThat(letter.time()).isEqualTo(NOW);
    assertThat(letter.from()).isEqualTo(new From("shop.orders", 3, 41));
    assertThat(letter.key()).containsExactly(7);
    assertThat(letter.value()).containsExactly(1, 0xFF);
    assertThat(letter.headers()).containsExactly(TRACE);
    assertThat(letter.cut()).isEmpty();
  }

  @Test
  void a_letter_that_was_cut_tells_the_whole_lengths() {
    byte[] large = new byte[RowShaper.MAX_BYTES + 1];
    Arrays.fill(large, (byte) 'x');
    DeadLetter letter = written(event(large));
    assertThat(letter.cut()).contains(new Lengths(1, large.length));
    assertThat(letter.value()).hasSize(RowShaper.MAX_BYTES - 1);
  }

  @Test
  void what_is_said_of_an_earlier_refusal_is_said_anew() {
    Header cut = new RecordHeader("tidemark.cut", "1,2".getBytes(StandardCharsets.UTF_8));
    Header source = new RecordHeader("tidemark.source", "x".getBytes(StandardCharsets.UTF_8));
    DeadLetter letter = written(event(new byte[] {1}, cut, source));
    assertThat(letter.cut()).isEmpty();
    assertThat(letter.source()).isEqualTo("orders");
    assertThat(letter.headers()).isEmpty();
  }

  @Test
  void a_record_that_is_no_letter_is_not_read() {
    assertThat(read(event(new byte[] {1}))).isEmpty();
    for (String header : List.of("offset", "time", "cut")) {
      Record<byte[], byte[]> letter = refused(event(new byte[] {1}));
      letter.headers().remove("tidemark." + header);
      letter.headers().add("tidemark." + header, new byte[] {'x'});
      assertThat(read(letter)).as(header).isEmpty();
    }
  }
}
