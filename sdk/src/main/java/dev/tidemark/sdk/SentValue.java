package dev.tidemark.sdk;

import com.google.protobuf.ByteString;
import dev.tidemark.sdk.TidemarkException.Kind;
import feast.proto.types.ValueProto.BoolList;
import feast.proto.types.ValueProto.BytesList;
import feast.proto.types.ValueProto.DoubleList;
import feast.proto.types.ValueProto.FloatList;
import feast.proto.types.ValueProto.Int32List;
import feast.proto.types.ValueProto.Int64List;
import feast.proto.types.ValueProto.Null;
import feast.proto.types.ValueProto.StringList;
import feast.proto.types.ValueProto.Value;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Java values as messages. The two ways differ in times, whose message has whole seconds. */
enum SentValue {
  /** For lookups: a time with a fraction is refused. */
  SECONDS,
  /** For events, which may hold a time as a text: with all digits. */
  TEXT;

  private static final Value NULL = Value.newBuilder().setNullVal(Null.NULL).build();

  /**
   * The message of a value.
   *
   * @param place names the value in messages
   * @throws TidemarkException when there is none
   */
  Value of(Supplier<String> place, @Nullable Object value) {
    if (value == null) {
      return NULL;
    }
    Value.Builder message = Value.newBuilder();
    if (value instanceof List<?> list) {
      setList(message, place, list);
    } else {
      setScalar(message, place, value);
    }
    return message.build();
  }

  private void setScalar(Value.Builder message, Supplier<String> place, Object value) {
    if (value instanceof String text) {
      message.setStringVal(text(place, text));
    } else if (value instanceof Long number) {
      message.setInt64Val(number);
    } else if (value instanceof Integer number) {
      message.setInt32Val(number);
    } else if (value instanceof Double number) {
      message.setDoubleVal(number);
    } else if (value instanceof Float number) {
      message.setFloatVal(number);
    } else if (value instanceof Boolean bool) {
      message.setBoolVal(bool);
    } else if (value instanceof byte[] bytes) {
      message.setBytesVal(ByteString.copyFrom(bytes));
    } else if (value instanceof Instant time) {
      if (this == TEXT) {
        message.setStringVal(time.toString());
      } else {
        message.setUnixTimestampVal(seconds(place, time));
      }
    } else {
      throw unfit(
          place,
          ("a %s is no type of a value; give a Boolean, Integer, Long, Float, Double, String,"
                  + " byte[], Instant or a List of one of these")
              .formatted(value.getClass().getName()));
    }
  }

  private void setList(Value.Builder message, Supplier<String> place, List<?> list) {
    if (list.isEmpty()) {
      if (this == SECONDS) {
        throw unfit(place, "an empty list does not tell its type; give null instead");
      }
      message.setStringListVal(StringList.getDefaultInstance());
      return;
    }
    Object first = list.get(0);
    if (first instanceof String) {
      StringList.Builder texts = StringList.newBuilder();
      elements(place, String.class, list).forEach(text -> texts.addVal(text(place, text)));
      message.setStringListVal(texts);
    } else if (first instanceof Long) {
      message.setInt64ListVal(Int64List.newBuilder().addAllVal(elements(place, Long.class, list)));
    } else if (first instanceof Integer) {
      message.setInt32ListVal(
          Int32List.newBuilder().addAllVal(elements(place, Integer.class, list)));
    } else if (first instanceof Double) {
      message.setDoubleListVal(
          DoubleList.newBuilder().addAllVal(elements(place, Double.class, list)));
    } else if (first instanceof Float) {
      message.setFloatListVal(FloatList.newBuilder().addAllVal(elements(place, Float.class, list)));
    } else if (first instanceof Boolean) {
      message.setBoolListVal(BoolList.newBuilder().addAllVal(elements(place, Boolean.class, list)));
    } else if (first instanceof byte[]) {
      BytesList.Builder all = BytesList.newBuilder();
      elements(place, byte[].class, list).forEach(one -> all.addVal(ByteString.copyFrom(one)));
      message.setBytesListVal(all);
    } else {
      setTimes(message, place, elements(place, Instant.class, list));
    }
  }

  private void setTimes(Value.Builder message, Supplier<String> place, List<Instant> times) {
    if (this == TEXT) {
      StringList.Builder texts = StringList.newBuilder();
      times.forEach(time -> texts.addVal(time.toString()));
      message.setStringListVal(texts);
    } else {
      Int64List.Builder all = Int64List.newBuilder();
      times.forEach(time -> all.addVal(seconds(place, time)));
      message.setUnixTimestampListVal(all);
    }
  }

  /** The elements of a list, which are all of the first one's type. */
  private static <E> List<E> elements(Supplier<String> place, Class<E> type, List<?> list) {
    List<E> elements = new ArrayList<>(list.size());
    for (Object element : list) {
      if (!type.isInstance(element)) {
        throw unfit(
            place,
            "element %d of the list is %s, expected %s; give elements of one type, and no null"
                .formatted(
                    elements.size(),
                    element == null ? "null" : "a " + element.getClass().getName(),
                    type.getSimpleName()));
      }
      elements.add(type.cast(element));
    }
    return elements;
  }

  /** Half a surrogate pair would arrive as a question mark. */
  private static String text(Supplier<String> place, String text) {
    if (!StandardCharsets.UTF_8.newEncoder().canEncode(text)) {
      throw unfit(place, "the text has half a surrogate pair; give Unicode text, or bytes");
    }
    return text;
  }

  private static long seconds(Supplier<String> place, Instant time) {
    if (time.getNano() != 0) {
      throw unfit(
          place, "lookups carry times in whole seconds, found %s; truncate it".formatted(time));
    }
    return time.getEpochSecond();
  }

  private static TidemarkException unfit(Supplier<String> place, String why) {
    return new TidemarkException(
        Kind.INVALID_REQUEST, "Cannot send %s: %s".formatted(place.get(), why));
  }
}
