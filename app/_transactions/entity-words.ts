import type { TransactionDetail } from "../_trpc/types.ts";
import { formatCount } from "../_ui/format/bytes.ts";

type Entity = TransactionDetail["entities"][number];

/** "Node 42", "Relationship 7", "Schema rule 3", "Token". */
export function entityName(entity: Pick<Entity, "kind" | "id">): string {
  const kind = entity.kind.charAt(0).toUpperCase() + entity.kind.slice(1);
  return entity.id < 0 ? kind : `${kind} ${formatCount(entity.id)}`;
}

export interface LabelChange {
  name: string;
  change: "added" | "removed" | "kept";
}

/** A node's labels, each with what became of it. A node that comes or goes as a whole keeps its labels. */
export function labelChanges(entity: Entity): LabelChange[] {
  const before = entity.labelsBefore ?? [];
  const after = entity.labelsAfter ?? [];
  const kept = (name: string): LabelChange => ({ name, change: "kept" });
  if (entity.operation === "created") return after.map(kept);
  if (entity.operation === "deleted") return before.map(kept);
  return [
    ...before.map(
      (name): LabelChange => ({ name, change: after.includes(name) ? "kept" : "removed" }),
    ),
    ...after
      .filter((name) => !before.includes(name))
      .map((name): LabelChange => ({ name, change: "added" })),
  ];
}
