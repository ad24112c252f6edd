package dev.tidemark.registry.yaml;

/** The example of the design, as far as this version of the language goes. */
public final class Example {
  private Example() {}

  public static final String DEFINITIONS =
      """
      kind: Entity
      name: page
      keys: [{name: page, type: STRING}]
      description: A Wikipedia page
      owner: web
      tags: {tier: 1}
      ---
      kind: Entity
      name: user
      keys: [{name: user, type: STRING}]
      ---
      kind: Source
      name: edits
      topic: wikipedia.edits
      format: JSON
      event_time: {column: time, format: ISO_8601}
      created_time: {column: recorded_at, format: "yyyy-MM-dd HH:mm", zone: America/Los_Angeles}
      max_future_skew: 2m
      columns: [{name: page, type: STRING}, {name: user, type: STRING}, {name: delta, type: INT64}, {name: isRobot, type: BOOL}]
      derived: [{name: magnitude, type: INT64, expression: "delta < 0 ? -delta : delta"}]
      ---
      kind: FeatureView
      name: page_activity
      entity: page
      source: edits
      where: "!isRobot"
      ttl: 7d
      features:
        - {name: last_delta, type: INT64, from: delta}
        - {name: edits_1h, aggregate: count, window: 1h}
        - {name: mean_delta_24h, aggregate: mean, of: magnitude, window: 24h}
        - {name: last_users, aggregate: last_n, n: 5, of: user, window: 7d}
        - {name: large_edits, aggregate: count, of: delta, window: lifetime, where: magnitude > 1000, description: Ever, offset: 7d}
      ---
      kind: FeatureView
      name: user_activity
      entity: user
      source: edits
      features:
        - {name: edits_10m, aggregate: count, window: 10m}
        - {name: edits_24h, aggregate: count, window: 24h}
      ---
      kind: FeatureService
      name: edit_review_v1
      features:
        - page_activity
        - {view: user_activity, features: [edits_10m, edits_24h]}
        - {view: user_activity, as: previous_editor, keys: {user: previous_user}}
      """;

  /** On-demand views over it, and a service that gives them. */
  public static final String ON_DEMAND =
      """
      ---
      kind: OnDemandFeatureView
      name: edit_context
      inputs: [page_activity, user_activity]
      request: [{name: delta, type: INT64}]
      features:
        - {name: delta_vs_mean, type: DOUBLE, expression: "double(delta) / page_activity.mean_delta_24h", owner: me}
        - {name: busy, type: BOOL, expression: user_activity.edits_10m > 5}
      ---
      kind: OnDemandFeatureView
      name: verdict
      inputs: [edit_context]
      features:
        - {name: odd, type: BOOL, expression: edit_context.busy && edit_context.delta_vs_mean > 10.0}
      ---
      kind: FeatureService
      name: edit_review_v2
      features:
        - {view: page_activity, keys: {page: target}}
        - {view: edit_context, features: [delta_vs_mean]}
        - {view: verdict, as: before, keys: {user: previous_user}}
      """;
}
