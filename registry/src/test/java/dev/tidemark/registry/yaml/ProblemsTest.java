package dev.tidemark.registry.yaml;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Every mistake is told with its place, what was expected, and the nearest known name. */
class ProblemsTest {
  @TempDir private Path root;

  private List<String> problems(String settings, String definitions) throws IOException {
    Files.writeString(root.resolve("tidemark.yaml"), settings);
    Files.writeString(root.resolve("wiki.yaml"), definitions);
    return problems();
  }

  private List<String> problems() {
    InvalidDefinitionsException e =
        catchThrowableOfType(InvalidDefinitionsException.class, () -> FeatureRepository.read(root));
    return e == null ? List.of() : e.problems().stream().map(Problem::toString).toList();
  }

  /** A text of the example, what stands in its place, and the problems that this makes. */
  static Stream<Arguments> mistakes() {
    return Stream.of(
        arguments(
            "kind: Entity\nname: page",
            "kind: Entty\nname: page",
            List.of(
                "wiki.yaml:1:7: unknown kind Entty: expected Entity, Source, FeatureView, OnDemandFeatureView or FeatureService (did you mean Entity?)")),
        arguments(
            "kind: Entity\nname: page",
            "name: page",
            List.of(
                "wiki.yaml:1:1: missing key kind: expected Entity, Source, FeatureView, OnDemandFeatureView or FeatureService")),
        arguments(
            "kind: Entity\nname: page\n",
            "kind: Entity\n",
            List.of("wiki.yaml:1:1: missing key name in Entity")),
        arguments(
            "name: page\nkeys",
            "name: 1page\nkeys",
            List.of(
                "wiki.yaml:2:7: bad name of Entity 1page: expected letters, digits and _, not beginning with a digit")),
        arguments(
            "name: page\nkeys",
            "name: my__page\nkeys",
            List.of(
                "wiki.yaml:2:7: bad name of Entity my__page: expected no __ in it",
                "wiki.yaml:24:9: unknown entity page: expected my__page or user")),
        arguments(
            "name: page\nkeys",
            "name: page\nname: page\nkeys",
            List.of("wiki.yaml:3:1: duplicate key name: first at line 2")),
        arguments(
            "name: page\nkeys",
            "name: [page]\nkeys",
            List.of("wiki.yaml:2:7: bad name: expected a text, found a list")),
        arguments(
            "name: page\nkeys",
            "name:\nkeys",
            List.of("wiki.yaml:2:6: bad name: expected a text, found nothing")),
        arguments(
            "name: user\nkeys",
            "name: page\nkeys",
            List.of(
                "wiki.yaml:9:7: duplicate Entity page: first at wiki.yaml:2:7",
                "wiki.yaml:37:9: unknown entity user: expected page")),
        arguments(
            "keys: [{name: page, type: STRING}]",
            "keys: [{name: page, type: STRNG}]",
            List.of(
                "wiki.yaml:3:27: unknown type STRNG: expected BOOL, INT32, INT64, FLOAT, DOUBLE, STRING, BYTES or TIMESTAMP, or ARRAY<…> of one (did you mean STRING?)")),
        arguments(
            "keys: [{name: page, type: STRING}]",
            "keys: [{name: page, type: DOUBLE}]",
            List.of(
                "wiki.yaml:3:27: bad type DOUBLE of key: expected BOOL, INT32, INT64, STRING, BYTES or TIMESTAMP")),
        arguments(
            "keys: [{name: page, type: STRING}]",
            "keys: [{name: page, type: ARRAY<STRING>}]",
            List.of(
                "wiki.yaml:3:27: bad type ARRAY<STRING> of key: expected BOOL, INT32, INT64, STRING, BYTES or TIMESTAMP")),
        arguments(
            "keys: [{name: page, type: STRING}]",
            "keys: {name: page, type: STRING}",
            List.of("wiki.yaml:3:7: bad keys: expected a list, found a mapping")),
        arguments(
            "keys: [{name: page, type: STRING}]",
            "keys: []",
            List.of("wiki.yaml:3:7: empty keys in Entity: expected one at least")),
        arguments(
            "keys: [{name: page, type: STRING}]",
            "keys: [{name: pgae, type: STRING}]",
            List.of(
                "wiki.yaml:25:9: bad source edits: expected a column pgae, which is a key of entity page (did you mean page?)")),
        arguments(
            "keys: [{name: page, type: STRING}]",
            "keys: [{name: page, type: INT64}]",
            List.of(
                "wiki.yaml:25:9: bad source edits: its column page is STRING, expected INT64 as in the key of the entity")),
        arguments(
            "owner: web",
            "ownr: web",
            List.of(
                "wiki.yaml:5:1: unknown key ownr in Entity: expected kind, name, keys, tags, description or owner (did you mean owner?)")),
        arguments(
            "topic: wikipedia.edits",
            "topic: wikipedia edits",
            List.of(
                "wiki.yaml:14:8: bad topic wikipedia edits: expected 1 to 249 letters, digits, dots, _ and -")),
        arguments(
            "topic: wikipedia.edits",
            "topic: tidemark.wiki.registry",
            List.of(
                "wiki.yaml:14:8: bad topic tidemark.wiki.registry: topics tidemark.… are Tidemark's own")),
        arguments(
            "topic: wikipedia.edits\n", "", List.of("wiki.yaml:12:1: missing key topic in Source")),
        arguments(
            "format: JSON",
            "format: AVRO",
            List.of(
                "wiki.yaml:15:9: no schema for format AVRO: expected schema: {file: …} in the source, or schema_registry: {url: …} in tidemark.yaml")),
        arguments(
            "format: JSON",
            "format: JOSN",
            List.of(
                "wiki.yaml:15:9: unknown format JOSN: expected JSON, AVRO or PROTOBUF (did you mean JSON?)")),
        arguments(
            "format: JSON",
            "dedupe_within: 1d",
            List.of("wiki.yaml:15:16: bad dedupe_within: there is no id that it is for")),
        arguments(
            "format: JSON",
            "id: a..b",
            List.of(
                "wiki.yaml:15:5: bad id a..b: expected the name of a field, or several with dots between them")),
        arguments(
            "format: JSON",
            "non_finite: kep\nhistory: {path: data/edits}",
            List.of(
                "wiki.yaml:15:13: unknown non_finite kep: expected refuse or keep (did you mean keep?)",
                "wiki.yaml:16:17: bad history: the ending of data/edits tells no format; expected format: PARQUET, CSV or JSONL")),
        arguments(
            "event_time: {column: time, format: ISO_8601}",
            "event_time: {column: time, format: EPOCH_MILLI}",
            List.of(
                "wiki.yaml:16:36: unknown format EPOCH_MILLI: expected ISO_8601, EPOCH_SECONDS, EPOCH_MILLIS or EPOCH_MICROS (did you mean EPOCH_MILLIS?), or a pattern such as yyyy-MM-dd HH:mm")),
        arguments(
            "event_time: {column: time, format: ISO_8601}",
            "event_time: {column: time}",
            List.of("wiki.yaml:16:13: missing key format in event_time")),
        arguments(
            "event_time: {column: time, format: ISO_8601}",
            "event_time: {column: time, format: ISO_8601, zone: UTC}",
            List.of("wiki.yaml:16:52: bad zone: ISO_8601 takes none, only a pattern does")),
        arguments(
            "event_time: {column: time, format: ISO_8601}",
            "event_time: time",
            List.of("wiki.yaml:16:13: bad event_time: expected a mapping, found a text")),
        arguments(
            "event_time: {column: time, format: ISO_8601}\n",
            "",
            List.of("wiki.yaml:12:1: missing key event_time in Source")),
        arguments(
            "\"yyyy-MM-dd HH:mm\", zone: America/Los_Angeles",
            "\"yyyy-MM-dd bb\", zone: America/Los_Angeles",
            List.of(
                "wiki.yaml:17:45: bad pattern yyyy-MM-dd bb: Unknown pattern letter: b; expected one of ISO_8601, EPOCH_SECONDS, EPOCH_MILLIS, EPOCH_MICROS or a pattern such as yyyy-MM-dd HH:mm")),
        arguments(
            "\"yyyy-MM-dd HH:mm\", zone: America/Los_Angeles",
            "\"HH:mm\", zone: America/Los_Angeles",
            List.of("wiki.yaml:17:45: bad pattern HH:mm: expected year, month and day in it")),
        arguments(
            "\"yyyy-MM-dd HH:mm\", zone: America/Los_Angeles",
            "\"yyyy-MM-dd HH:mm\", zone: America/Los_Angelos",
            List.of(
                "wiki.yaml:17:71: unknown zone America/Los_Angelos (did you mean America/Los_Angeles?)")),
        arguments(
            "max_future_skew: 2m",
            "max_future_skew: 2 minutes",
            List.of(
                "wiki.yaml:18:18: bad duration 2 minutes of max_future_skew: expected a number with ms, s, m, h or d, such as 30s or 7d, at most 36500d")),
        arguments(
            "max_future_skew: 2m",
            "max_future_skew: -2m",
            List.of("wiki.yaml:18:18: bad duration -2m: max_future_skew must not be negative")),
        arguments(
            "{name: delta, type: INT64}",
            "{name: delta, type: INT46}",
            List.of(
                "wiki.yaml:19:87: unknown type INT46: expected BOOL, INT32, INT64, FLOAT, DOUBLE, STRING, BYTES or TIMESTAMP, or ARRAY<…> of one (did you mean INT64?)")),
        arguments(
            "{name: delta, type: INT64}",
            "{name: arrival_time, type: INT64}",
            List.of(
                "wiki.yaml:19:74: reserved name of column arrival_time: history tables have event_time, created_time, arrival_time, log_partition, log_offset, log_deletes and where_… themselves",
                "wiki.yaml:20:55: unknown column delta",
                "wiki.yaml:29:43: unknown column delta: expected page, user, arrival_time, isRobot or magnitude",
                "wiki.yaml:33:47: unknown column delta: expected page, user, arrival_time, isRobot or magnitude")),
        arguments(
            "{name: delta, type: INT64}",
            "{name: delta, type: INT64}, {name: where_1, type: INT64}",
            List.of(
                "wiki.yaml:19:102: reserved name of column where_1: history tables have event_time, created_time, arrival_time, log_partition, log_offset, log_deletes and where_… themselves")),
        arguments(
            "{name: delta, type: INT64}",
            "{name: delta, type: INT64}, {name: delta, type: INT32}",
            List.of("wiki.yaml:19:102: duplicate column delta: first at wiki.yaml:19:74")),
        arguments(
            "{name: delta, type: INT64}",
            "{name: delta, type: INT64}, {name: Delta, type: INT32}",
            List.of(
                "wiki.yaml:19:102: duplicate column Delta: first at wiki.yaml:19:74 as delta; upper and lower case do not tell names apart")),
        arguments(
            "{name: delta, type: INT64}",
            "{name: de-lta, type: INT64}",
            List.of(
                "wiki.yaml:19:74: bad name of column de-lta: expected letters, digits and _, not beginning with a digit",
                "wiki.yaml:29:43: unknown column delta: expected page, user, isRobot or magnitude",
                "wiki.yaml:33:47: unknown column delta: expected page, user, isRobot or magnitude")),
        arguments(
            "{name: magnitude, type: INT64, expression",
            "{name: delta, type: INT64, expression",
            List.of(
                "wiki.yaml:20:18: duplicate column delta: first at wiki.yaml:19:74",
                "wiki.yaml:31:49: unknown column magnitude: expected page, user, delta or isRobot")),
        arguments(
            "derived: [",
            "derived: [{name: x, type: INT64, expression: delta}, {name: delta, type: INT64, expression: 1}, ",
            List.of("wiki.yaml:20:61: duplicate column delta: first at wiki.yaml:19:74")),
        arguments(
            "expression: \"delta < 0 ? -delta : delta\"",
            "expression: \"delta < 0 ? -delta : dleta\"",
            List.of("wiki.yaml:20:76: unknown column dleta (did you mean delta?)")),
        arguments(
            "expression: \"delta < 0 ? -delta : delta\"",
            "expression: \"delta < 0.5\"",
            List.of(
                "wiki.yaml:20:61: cannot apply < to (INT64, DOUBLE); convert with double(…) or int(…)")),
        arguments(
            "expression: \"delta < 0 ? -delta : delta\"",
            "expression: magnitude + 1",
            List.of("wiki.yaml:20:54: bad expression of derived column magnitude: it uses itself")),
        arguments(
            "expression: \"delta < 0 ? -delta : delta\"}",
            "expression: \"double(sign) * 2.0 > 1.0 ? sign : 1\"}, {name: sign, type: INT64, expression: \"delta < 0 ? -1 : 1\"}",
            List.of(
                "wiki.yaml:20:62: bad expression of derived column magnitude: it uses sign, which stands below it; move sign above magnitude")),
        arguments(
            "expression: \"delta < 0 ? -delta : delta\"}",
            "expression: a + 1}, {name: b, type: INT64, expression: magnitude}, {name: a, type: INT64, expression: b}",
            List.of(
                "wiki.yaml:20:54: bad expression of derived column magnitude: it uses a, which needs magnitude in turn")),
        arguments(
            "expression: \"delta < 0 ? -delta : delta\"}",
            "expression: delta}, {name: b, type: INT64, expression: magnitud}",
            List.of("wiki.yaml:20:97: unknown column magnitud (did you mean magnitude?)")),
        arguments(
            "expression: \"delta < 0 ? -delta : delta\"}",
            "expression: delta}, {name: b, type: INT46, expression: x}, {name: c, type: INT64, expression: b}",
            List.of(
                "wiki.yaml:20:78: unknown type INT46: expected BOOL, INT32, INT64, FLOAT, DOUBLE, STRING, BYTES or TIMESTAMP, or ARRAY<…> of one (did you mean INT64?)")),
        arguments(
            "expression: \"delta < 0 ? -delta : delta\"",
            "expression: \"delta <\\u00200 ? -dleta : 1\"",
            List.of(
                "wiki.yaml:20:54: unknown column dleta (did you mean delta?), at line 1, column 14 of the expression")),
        arguments(
            "expression: \"delta < 0 ? -delta : delta\"",
            "expression: \"\"",
            List.of("wiki.yaml:20:54: empty expression in derived column: expected a text")),
        arguments(
            "entity: page\nsource",
            "entity: pgae\nsource",
            List.of(
                "wiki.yaml:24:9: unknown entity pgae: expected page or user (did you mean page?)")),
        arguments(
            "source: edits\nwhere",
            "source: edit\nwhere",
            List.of("wiki.yaml:25:9: unknown source edit: expected edits (did you mean edits?)")),
        arguments(
            "where: \"!isRobot\"",
            "where: \"!isRobto\"",
            List.of("wiki.yaml:26:10: unknown column isRobto (did you mean isRobot?)")),
        arguments(
            "where: \"!isRobot\"",
            "where: delta",
            List.of("wiki.yaml:26:8: the expression gives INT64, expected BOOL")),
        arguments(
            "where: \"!isRobot\"",
            "where: |\n  !isRobot\n  && user = 'x'",
            List.of(
                "wiki.yaml:26:8: unexpected = in the expression; compare with ==, at line 2, column 9 of the expression")),
        arguments(
            "ttl: 7d",
            "ttl: 7x",
            List.of(
                "wiki.yaml:27:6: bad duration 7x of ttl: expected a number with ms, s, m, h or d, such as 30s or 7d, at most 36500d")),
        arguments(
            "ttl: 7d",
            "ttl: -1s",
            List.of("wiki.yaml:27:6: bad duration -1s: ttl must not be negative")),
        arguments(
            "ttl: 7d",
            "tll: 7d",
            List.of(
                "wiki.yaml:27:1: unknown key tll in FeatureView: expected kind, name, entity, source, where, ttl, features, tags, description or owner (did you mean ttl?)")),
        arguments(
            "ttl: 7d",
            "ttl: [7d]",
            List.of("wiki.yaml:27:6: bad ttl: expected a text, found a list")),
        arguments(
            "{name: last_delta, type: INT64, from: delta}",
            "{name: last_delta, type: INT32, from: delta}",
            List.of("wiki.yaml:29:30: bad type INT32: expected INT64, the type of column delta")),
        arguments(
            "{name: last_delta, type: INT64, from: delta}",
            "{name: last_delta, type: INT64, from: detla}",
            List.of(
                "wiki.yaml:29:43: unknown column detla: expected page, user, delta, isRobot or magnitude (did you mean delta?)")),
        arguments(
            "{name: last_delta, type: INT64, from: delta}",
            "{name: last_delta, from: delta}",
            List.of("wiki.yaml:29:5: missing key type in latest feature")),
        arguments(
            "{name: last_delta, type: INT64, from: delta}",
            "{name: last_delta, type: INT64}",
            List.of(
                "wiki.yaml:29:5: bad feature: expected from for a latest feature, or aggregate for a window feature")),
        arguments(
            "{name: last_delta, type: INT64, from: delta}",
            "{name: last_delta, from: delta, aggregate: sum}",
            List.of("wiki.yaml:29:5: bad feature: expected either from or aggregate, found both")),
        arguments(
            "{name: last_delta, type: INT64, from: delta}",
            "{name: edits_1h, type: INT64, from: delta}",
            List.of("wiki.yaml:30:12: duplicate feature edits_1h: first at wiki.yaml:29:12")),
        arguments(
            "{name: last_delta, type: INT64, from: delta}",
            "{name: page, type: INT64, from: delta}",
            List.of("wiki.yaml:29:12: bad name of feature page: it is the name of a key")),
        arguments(
            "{name: last_delta, type: INT64, from: delta}",
            "last_delta",
            List.of("wiki.yaml:29:5: bad feature: expected a mapping, found a text")),
        arguments(
            "aggregate: count, window: 1h",
            "aggregate: cuont, window: 1h",
            List.of(
                "wiki.yaml:30:33: unknown function cuont: expected count, sum, mean, min, max, variance, stddev, first, last, first_n, last_n, count_distinct, approx_count_distinct, approx_percentile or top_k (did you mean count?)")),
        arguments(
            "aggregate: count, window: 1h",
            "aggregate: stddev, of: user, window: 1h",
            List.of("wiki.yaml:30:45: bad column user: stddev makes no sense over STRING")),
        arguments(
            "aggregate: count, window: 1h",
            "aggregate: top_k, of: user, window: 1h",
            List.of("wiki.yaml:30:33: missing key n: top_k needs a number from 1 to 10000")),
        arguments(
            "aggregate: count, window: 1h",
            "aggregate: approx_percentile, of: delta, window: 1h",
            List.of(
                "wiki.yaml:30:33: missing key percentile: approx_percentile needs a number from 0 to 1")),
        arguments(
            "aggregate: count, window: 1h",
            "aggregate: approx_percentile, percentile: 95, of: delta, window: 1h",
            List.of(
                "wiki.yaml:30:64: bad percentile 95: expected a number from 0 to 1, such as 0.5")),
        arguments(
            "aggregate: count, window: 1h",
            "aggregate: count, window: 1h, percentile: 0.5",
            List.of(
                "wiki.yaml:30:64: bad percentile: count takes none, only approx_percentile does")),
        arguments(
            "aggregate: count, window: 1h",
            "aggregate: count, window: 999ms",
            List.of("wiki.yaml:30:48: bad duration 999ms: window must be at least 1s")),
        arguments(
            "aggregate: count, window: 1h",
            "aggregate: count, window: 99999d",
            List.of(
                "wiki.yaml:30:48: bad duration 99999d of window: expected a number with ms, s, m, h or d, such as 30s or 7d, at most 36500d")),
        arguments(
            "aggregate: count, window: 1h",
            "aggregate: count",
            List.of("wiki.yaml:30:5: missing key window in window feature")),
        arguments(
            "aggregate: count, window: 1h",
            "aggregate: count, window: 1h, n: 3",
            List.of("wiki.yaml:30:55: bad n: count takes none, only first_n, last_n and top_k do")),
        arguments(
            "aggregate: count, window: 1h",
            "aggregate: sum, window: 1h",
            List.of("wiki.yaml:30:33: missing key of: sum needs an input column")),
        arguments(
            "aggregate: count, window: 1h",
            "aggregate: sum, of: user, window: 1h",
            List.of("wiki.yaml:30:42: bad column user: sum makes no sense over STRING")),
        arguments(
            "aggregate: count, window: 1h",
            "aggregate: count, window: 1h, resolution: 7m",
            List.of("wiki.yaml:30:64: bad resolution 7m: expected a divisor of the window, 1h")),
        arguments(
            "aggregate: count, window: 1h",
            "aggregate: count, window: 1h, resolution: 2h",
            List.of("wiki.yaml:30:64: bad resolution 2h: expected a divisor of the window, 1h")),
        arguments(
            "aggregate: count, window: 1h",
            "aggregate: count, window: 1h, resolution: 500ms",
            List.of("wiki.yaml:30:64: bad duration 500ms: resolution must be at least 1s")),
        arguments(
            "aggregate: count, window: 1h",
            "aggregate: count, window: lifetime, resolution: 1h",
            List.of(
                "wiki.yaml:30:70: bad resolution: a lifetime window takes none, only a bounded one does")),
        arguments(
            "aggregate: count, window: 1h",
            "aggregate: count, window: 1h, offset: 0",
            List.of("wiki.yaml:30:60: bad duration 0: offset must be at least 1s")),
        arguments(
            "aggregate: count, window: 1h",
            "aggregate: count, window: 1h, offset: -7d",
            List.of("wiki.yaml:30:60: bad duration -7d: offset must be at least 1s")),
        arguments(
            "aggregate: count, window: 1h",
            "aggregate: count, window: lifetime, offset: 36501d",
            List.of(
                "wiki.yaml:30:66: bad duration 36501d of offset: expected a number with ms, s, m, h or d, such as 30s or 7d, at most 36500d")),
        arguments(
            "aggregate: count, window: 1h",
            "aggregate: count, window: 1h, offset: lifetime",
            List.of(
                "wiki.yaml:30:60: bad duration lifetime of offset: expected a number with ms, s, m, h or d, such as 30s or 7d, at most 36500d")),
        arguments(
            "{name: last_delta, type: INT64, from: delta}",
            "{name: last_delta, type: INT64, from: delta, offset: 7d}",
            List.of(
                "wiki.yaml:29:50: unknown key offset in latest feature: expected name, type, from, tags, description or owner")),
        arguments(
            "n: 5",
            "n: 0",
            List.of("wiki.yaml:32:46: bad n 0: expected a whole number from 1 to 10000")),
        arguments(
            "n: 5",
            "n: 10001",
            List.of("wiki.yaml:32:46: bad n 10001: expected a whole number from 1 to 10000")),
        arguments(
            "n: 5, ",
            "",
            List.of("wiki.yaml:32:35: missing key n: last_n needs a number from 1 to 10000")),
        arguments(
            "where: magnitude > 1000",
            "where: magnitude > \"x\"",
            List.of("wiki.yaml:33:89: cannot apply > to (INT64, STRING)")),
        arguments(
            "  - page_activity\n",
            "  - page_actvity\n",
            List.of(
                "wiki.yaml:46:5: unknown feature view page_actvity: expected page_activity or user_activity (did you mean page_activity?)")),
        arguments(
            "features: [edits_10m, edits_24h]",
            "features: [edits_10m, edits_42h]",
            List.of(
                "wiki.yaml:47:49: unknown feature edits_42h in view user_activity: expected edits_10m or edits_24h (did you mean edits_24h?)")),
        arguments(
            "features: [edits_10m, edits_24h]",
            "features: [edits_10m, edits_10m]",
            List.of("wiki.yaml:47:49: duplicate feature edits_10m: first at wiki.yaml:47:38")),
        arguments(
            "features: [edits_10m, edits_24h]",
            "features: []",
            List.of("wiki.yaml:47:37: empty features in view of service: expected one at least")),
        arguments(
            "as: previous_editor",
            "as: user_activity",
            List.of(
                "wiki.yaml:48:31: duplicate view user_activity: first at wiki.yaml:47:12; give one of them another name with as")),
        arguments(
            "as: previous_editor",
            "as: previous editor",
            List.of(
                "wiki.yaml:48:12: duplicate view user_activity: first at wiki.yaml:47:12; give one of them another name with as",
                "wiki.yaml:48:31: bad as previous editor: expected letters, digits and _, not beginning with a digit")),
        arguments(
            "keys: {user: previous_user}",
            "keys: {usr: previous_user}",
            List.of(
                "wiki.yaml:48:55: unknown key usr of view user_activity: expected user (did you mean user?)")),
        arguments(
            "keys: {user: previous_user}",
            "keys: {user: [a]}",
            List.of("wiki.yaml:48:61: bad keys user: expected a text, found a list")),
        arguments(
            "name: edit_review_v1",
            "name: edit_review_v1\nlog: {sample: 2}",
            List.of("wiki.yaml:45:15: bad sample 2: expected a number from 0 to 1, such as 0.5")),
        arguments(
            "name: edit_review_v1",
            "name: edit_review_v1\nlog: {share: 0.5}",
            List.of(
                "wiki.yaml:45:6: missing key sample in log",
                "wiki.yaml:45:7: unknown key share in log: expected sample")),
        arguments(
            "name: edit_review_v1",
            "name: edit_review_v1\nlog: 0.5",
            List.of("wiki.yaml:45:6: bad log: expected a mapping, found a text")),
        arguments(
            "keys: {user: previous_user}}",
            "keys: {user: user_activity__edits_24h__status}}\nlog: {sample: 0.5}",
            List.of(
                "wiki.yaml:47:49: bad feature edits_24h of view user_activity: the service takes a column user_activity__edits_24h__status, which its log has for the feature")),
        arguments(
            "kind: FeatureService",
            "kind: FeatureService\n\tname: x",
            List.of(
                "wiki.yaml:44:1: bad YAML: while scanning for the next token: found character '\\t(TAB)' that cannot start any token. (Do not use \\t(TAB) for indentation)")),
        arguments(
            "keys: [{name: user, type: STRING}]",
            "keys: [{name: user, type: STRING}",
            List.of(
                "wiki.yaml:11:1: bad YAML: while parsing a flow sequence: expected ',' or ']', but got <document start>")),
        arguments(
            "description: A Wikipedia page",
            "description: {a: b}",
            List.of("wiki.yaml:4:14: bad description: expected a text, found a mapping")));
  }

  @ParameterizedTest
  @MethodSource("mistakes")
  void tells_what_is_wrong_in_definitions(String right, String wrong, List<String> expected)
      throws IOException {
    assertThat(Example.DEFINITIONS).contains(right);
    String definitions =
        Example.DEFINITIONS.replaceFirst(Pattern.quote(right), Matcher.quoteReplacement(wrong));
    assertThat(problems("project: wiki\n", definitions)).isEqualTo(expected);
  }

  static Stream<Arguments> wrongSettings() {
    return Stream.of(
        arguments("", List.of("tidemark.yaml:1:1: missing key project in settings")),
        arguments(
            "projct: wiki\n",
            List.of(
                "tidemark.yaml:1:1: missing key project in settings",
                "tidemark.yaml:1:1: unknown key projct in settings: expected project, kafka, broker, http, grpc, flight, node, topics, tls, state, history, serving, push, schema_registry, dead_letters or tracing (did you mean project?)")),
        arguments(
            "project: my wiki\n",
            List.of(
                "tidemark.yaml:1:10: bad project my wiki: expected letters, digits, _ and -, not beginning with a digit")),
        arguments(
            "project: wiki\nhttp: {prot: 1}\n",
            List.of(
                "tidemark.yaml:2:8: unknown key prot in http: expected port (did you mean port?)")),
        arguments(
            "project: wiki\nhttp: {port: 70000}\ngrpc: {port: x}\n",
            List.of(
                "tidemark.yaml:2:14: bad port 70000: expected a whole number from 0 to 65535",
                "tidemark.yaml:3:14: bad port x: expected a whole number from 0 to 65535")),
        arguments(
            "project: wiki\nhttp: 6566\n",
            List.of("tidemark.yaml:2:7: bad http: expected a mapping, found a text")),
        arguments(
            "project: wiki\nstate: {partitions: 0, replicas: -1, dir: x}\n",
            List.of(
                "tidemark.yaml:2:21: bad partitions 0: expected a whole number from 1 to 10000",
                "tidemark.yaml:2:34: bad replicas -1: expected a whole number from 0 to 100",
                "tidemark.yaml:2:38: unknown key dir in state: expected directory, partitions or replicas")),
        arguments(
            "project: wiki\npush: {max_lag: 0, maxlag: 1}\n",
            List.of(
                "tidemark.yaml:2:17: bad max_lag 0: expected a whole number from 1 to 1000000000",
                "tidemark.yaml:2:20: unknown key maxlag in push: expected max_lag (did you mean max_lag?)")),
        arguments(
            "project: wiki\nserving: {expired: kep, grpc_names: features}\n",
            List.of(
                "tidemark.yaml:2:20: unknown expired kep: expected drop or keep (did you mean keep?)",
                "tidemark.yaml:2:37: unknown grpc_names features: expected feature or view_colon_feature (did you mean feature?)")),
        arguments(
            "project: wiki\nserving: {max_concurrent_lookups: 0, max_waiting_lookups: -1, max_rows: many}\n",
            List.of(
                "tidemark.yaml:2:35: bad max_concurrent_lookups 0: expected a whole number from 1 to 10000",
                "tidemark.yaml:2:59: bad max_waiting_lookups -1: expected a whole number from 0 to 100000",
                "tidemark.yaml:2:73: bad max_rows many: expected a whole number from 1 to 1000000")),
        arguments(
            "project: wiki\ntls: {certificate: a.pem}\n",
            List.of("tidemark.yaml:2:6: missing key key in tls")),
        arguments(
            "project: wiki\ndead_letters: {alert_share: 1.5}\n",
            List.of(
                "tidemark.yaml:2:29: bad alert_share 1.5: expected a number from 0 to 1, such as 0.5")),
        arguments(
            "project: wiki\ntracing: {endpoint: \"collector:4318\", sample: 2}\n",
            List.of(
                "tidemark.yaml:2:21: bad url collector:4318: expected one such as http://collector:4318",
                "tidemark.yaml:2:47: bad sample 2: expected a number from 0 to 1, such as 0.5")),
        arguments(
            "project: wiki\ntracing: {sampel: 0.5}\n",
            List.of(
                "tidemark.yaml:2:10: missing key endpoint in tracing",
                "tidemark.yaml:2:11: unknown key sampel in tracing: expected endpoint or sample (did you mean sample?)")),
        arguments(
            "project: wiki\nhistory: {commit_interval: 10, catalog: {type: jbdc, uri: \"http://x\"}}\n",
            List.of(
                "tidemark.yaml:2:28: bad duration 10 of commit_interval: expected a number with ms, s, m, h or d, such as 30s or 7d, at most 36500d",
                "tidemark.yaml:2:48: unknown catalog type jbdc: expected jdbc, rest, hadoop, hive, glue, nessie or bigquery (did you mean jdbc?)",
                "tidemark.yaml:2:59: bad uri http://x: expected a JDBC URI such as jdbc:sqlite:.tidemark/catalog.db")),
        arguments(
            "project: wiki\nhistory: {partition_by: moth, keep_pins: 5s, compaction: {enabled: yes, file_megabytes: 0}}\n",
            List.of(
                "tidemark.yaml:2:25: unknown partition_by moth: expected month, day, year or none (did you mean month?)",
                "tidemark.yaml:2:42: bad duration 5s: keep_pins must be at least 60s",
                "tidemark.yaml:2:68: unknown enabled yes: expected true or false",
                "tidemark.yaml:2:89: bad file_megabytes 0: expected a whole number from 1 to 10000")),
        arguments(
            "project: wiki\nkafka: [a]\n",
            List.of("tidemark.yaml:2:8: bad kafka: expected a mapping, found a list")),
        arguments(
            "project: wiki\nkafka: {bootstrap.servers: \"\"}\n",
            List.of(
                "tidemark.yaml:2:28: empty bootstrap.servers: expected host:port[,host:port]…")),
        arguments(
            "project: wiki\n---\nproject: other\n",
            List.of("tidemark.yaml:3:1: second settings document: expected one in the file")),
        arguments(
            "- project\n",
            List.of("tidemark.yaml:1:1: bad settings: expected a mapping, found a list")),
        arguments(
            "project: a__b\n",
            List.of("tidemark.yaml:1:10: bad project a__b: expected no __ in it")));
  }

  @ParameterizedTest
  @MethodSource("wrongSettings")
  void tells_what_is_wrong_in_settings(String settings, List<String> expected) throws IOException {
    assertThat(problems(settings, "")).isEqualTo(expected);
  }

  @Test
  void tells_all_problems_of_all_files_at_once() throws IOException {
    Files.createDirectories(root.resolve("views"));
    Files.writeString(root.resolve("views/a.yml"), "kind: Entity\nname: user\nkeys: []\n");
    Files.writeString(root.resolve("b.yaml"), "kind: Entity\nname: user\n\"\n");
    assertThat(problems("projet: wiki\nhttp: {port: x}\n", "kind: Source\nnam: x\nformat: CSV\n"))
        .containsExactly(
            "b.yaml:4:1: bad YAML: while scanning a quoted scalar: found unexpected end of stream",
            "tidemark.yaml:1:1: missing key project in settings",
            "tidemark.yaml:1:1: unknown key projet in settings: expected project, kafka, broker,"
                + " http, grpc, flight, node, topics, tls, state, history, serving, push, schema_registry, dead_letters or tracing (did you mean project?)",
            "tidemark.yaml:2:14: bad port x: expected a whole number from 0 to 65535",
            "views/a.yml:3:7: empty keys in Entity: expected one at least",
            "wiki.yaml:1:1: missing key columns in Source",
            "wiki.yaml:1:1: missing key event_time in Source",
            "wiki.yaml:1:1: missing key name in Source",
            "wiki.yaml:1:1: missing key topic in Source",
            "wiki.yaml:2:1: unknown key nam in Source: expected kind, name, topic, format,"
                + " schema, event_time, created_time, max_future_skew, id, dedupe_within,"
                + " non_finite, history, columns, derived, tags, description or owner (did you mean name?)",
            "wiki.yaml:3:9: unknown format CSV: expected JSON, AVRO or PROTOBUF");
  }

  @Test
  void a_second_object_of_a_name_points_to_the_first() throws IOException {
    Files.writeString(
        root.resolve("a.yaml"), "kind: Entity\nname: user\nkeys: [{name: u, type: STRING}]\n");
    assertThat(problems("project: wiki\n", Example.DEFINITIONS))
        .contains("wiki.yaml:9:7: duplicate Entity user: first at a.yaml:2:7");
  }

  @Test
  void objects_of_two_kinds_may_have_one_name() throws IOException {
    assertThat(
            problems(
                "project: wiki\n", Example.DEFINITIONS.replace("edit_review_v1", "page_activity")))
        .isEmpty();
  }

  @Test
  void a_missing_settings_file_says_what_to_do() throws IOException {
    assertThat(problems())
        .containsExactly(
            "tidemark.yaml:1:1: there is no tidemark.yaml in %s: create one with the line"
                    .formatted(root)
                + " \"project: NAME\", or name another folder with -C DIR");
    InvalidDefinitionsException e =
        catchThrowableOfType(
            InvalidDefinitionsException.class,
            () -> FeatureRepository.settings(root.resolve("nowhere")));
    assertThat(e.problems()).hasSize(1);
  }

  @Test
  void what_is_not_utf_8_is_a_problem() throws IOException {
    Files.write(root.resolve("x.yaml"), new byte[] {'k', ':', ' ', (byte) 0xff});
    assertThat(problems("project: wiki\n", ""))
        .containsExactly("x.yaml:1:1: cannot read it: expected UTF-8");
  }

  @Test
  void a_character_that_yaml_does_not_allow_is_named_with_its_place() throws IOException {
    assertThat(problems("project: wiki\n", "kind: Entity\nname: 😀\u0007x\n"))
        .containsExactly("wiki.yaml:2:8: bad YAML: unprintable character U+0007");
  }

  @ParameterizedTest
  @ValueSource(strings = {"[", "- ", "? ", "{a: ", "[{a: "})
  void yaml_that_is_nested_too_deeply_is_a_problem(String opening) throws IOException {
    assertThat(problems("project: wiki\n", opening.repeat(100_000)))
        .singleElement()
        .asString()
        .startsWith("wiki.yaml:1:")
        .endsWith("bad YAML: nested too deeply: expected at most 64 levels");
  }

  @Test
  void feature_logs_that_kafka_cannot_tell_apart_are_a_problem() throws IOException {
    String definitions =
        """
        {kind: Entity, name: b_c, keys: [{name: k, type: STRING}]}
        ---
        {kind: Entity, name: c, keys: [{name: k, type: STRING}]}
        ---
        {kind: Source, name: a, topic: a, event_time: {column: t, format: ISO_8601}, columns: [{name: k, type: STRING}]}
        ---
        {kind: Source, name: a_b, topic: a, event_time: {column: t, format: ISO_8601}, columns: [{name: k, type: STRING}]}
        ---
        {kind: FeatureView, name: v, entity: b_c, source: a, features: [{name: n, aggregate: count, window: 1h}]}
        ---
        {kind: FeatureView, name: w, entity: c, source: a_b, features: [{name: n, aggregate: count, window: 1h}]}
        """;
    assertThat(problems("project: wiki\n", definitions))
        .containsExactly(
            "wiki.yaml:11:49: bad source a_b: Kafka cannot tell the feature logs …a.b_c and …a_b.c"
                + " apart; rename a source or an entity");
  }

  @Test
  void settings_alone_can_be_read_beside_wrong_definitions() throws IOException {
    assertThat(problems("project: wiki\n", "kind: Nonsense\n")).hasSize(1);
    assertThat(FeatureRepository.settings(root).project()).isEqualTo("wiki");
  }

  @Test
  void the_message_of_the_exception_has_a_line_for_each_problem() throws IOException {
    problems("project: a b\nx: 1\n", "");
    InvalidDefinitionsException e =
        catchThrowableOfType(InvalidDefinitionsException.class, () -> FeatureRepository.read(root));
    assertThat(e.getMessage().lines()).hasSize(2);
  }
}
