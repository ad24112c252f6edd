package dev.tidemark.registry.plan;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;

/** A plan for programs. */
final class PlanJson {
  private PlanJson() {}

  static String write(Plan plan) {
    ObjectNode json = JsonNodeFactory.instance.objectNode();
    json.put("project", plan.project()).put("deployed_version", plan.deployedVersion());
    ArrayNode changes = json.putArray("changes");
    plan.changes().forEach(change -> write(changes.addObject(), change));
    ArrayNode consequences = json.putArray("consequences");
    for (Consequence consequence : plan.consequences()) {
      consequences
          .addObject()
          .put("kind", consequence.kind().word())
          .put("object", consequence.object())
          .put("text", consequence.text());
    }
    ArrayNode breaking = json.putArray("breaking");
    for (Breaking change : plan.breaking()) {
      ObjectNode object = breaking.addObject().put("what", change.what()).put("why", change.why());
      change.usedBy().forEach(object.putArray("used_by")::add);
    }
    ArrayNode renames = json.putArray("renames");
    for (Rename rename : plan.renames()) {
      renames
          .addObject()
          .put("kind", rename.kind())
          .put("from", rename.from())
          .put("to", rename.to())
          .put("exact", rename.exact())
          .put("text", rename.text());
    }
    return json.put("empty", plan.isEmpty()).toPrettyString();
  }

  private static void write(ObjectNode json, Change change) {
    json.put("action", change.action().word())
        .put("kind", change.kind())
        .put("name", change.name());
    ArrayNode fields = json.putArray("fields");
    for (Field field : change.fields()) {
      fields
          .addObject()
          .put("name", field.name())
          .put("before", field.before().orElse(null))
          .put("after", field.after().orElse(null));
    }
  }
}
