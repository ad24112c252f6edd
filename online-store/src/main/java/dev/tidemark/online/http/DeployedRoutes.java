package dev.tidemark.online.http;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.tidemark.online.http.Deployed.ObjectKind;
import dev.tidemark.online.request.RequestException;
import io.javalin.config.RoutesConfig;
import io.javalin.http.Context;
import io.javalin.http.Handler;
import java.util.Arrays;
import java.util.Optional;
import java.util.function.BiFunction;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** {@code GET /api/v1/…}: what is deployed at the moment. */
record DeployedRoutes(NodeStatus status, JsonMapper mapper) {
  private static final String API = "/api/v1/";

  void add(RoutesConfig routes) {
    routes.get(API + "projects", get(Deployed::projects));
    routes.get(API + "projects/{name}", named(Deployed::project));
    for (ObjectKind kind : ObjectKind.values()) {
      routes.get(API + kind.path(), get(deployed -> deployed.list(kind)));
      routes.get(API + kind.path() + "/{name}", named((d, name) -> d.describe(kind, name)));
    }
    routes.get(
        API + "lineage",
        context -> answer(context, d -> d.lineage(Optional.ofNullable(context.queryParam("of")))));
    routes.get(API + "versions", get(Deployed::versions));
    routes.get(
        API + "versions/{number}",
        context -> answer(context, d -> d.version(number(context.pathParam("number")))));
  }

  private Handler get(Function<Deployed, Object> question) {
    return context -> answer(context, question);
  }

  private Handler named(BiFunction<Deployed, String, Object> question) {
    return context -> answer(context, d -> question.apply(d, context.pathParam("name")));
  }

  private void answer(Context context, Function<Deployed, Object> question)
      throws JsonProcessingException {
    Deployed deployed =
        status
            .deployed()
            .orElseThrow(() ->
                new RequestException(
                    503, "FeastError", "Cannot tell what is deployed: nothing is yet"));
    Object answer = question.apply(deployed);
    String tag = '"' + deployed.tag() + '"';
    context.header("ETag", tag);
    if (knows(context.header("If-None-Match"), tag)) {
      context.status(304);
    } else {
      context.contentType("application/json").result(mapper.writeValueAsBytes(answer));
    }
  }

  private static boolean knows(@Nullable String tags, String tag) {
    return tags != null
        && Arrays.stream(tags.split(","))
            .map(known -> known.strip().replaceFirst("^W/", ""))
            .anyMatch(known -> known.equals(tag) || known.equals("*"));
  }

  private static int number(String text) {
    try {
      return Integer.parseInt(text);
    } catch (NumberFormatException e) {
      throw RequestException.unfit("Cannot read version %s: expected a number".formatted(text));
    }
  }
}
