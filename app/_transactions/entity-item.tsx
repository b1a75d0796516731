import Link from "next/link";
import type { TransactionDetail } from "../_trpc/types.ts";
import { cn } from "../_ui/cn.ts";
import { Table, Td, Th } from "../_ui/table.tsx";
import { entityName, labelChanges } from "./entity-words.ts";

type Entity = TransactionDetail["entities"][number];
type Shown = Entity["properties"][number]["before"];

/** Where the history of an entity is. */
export interface EntityHrefs {
  node: (id: number) => string;
  relationship: (id: number) => string;
}

const COLOURS: Record<Entity["operation"], string> = {
  created: "text-good",
  changed: "text-ink-2",
  deleted: "text-bad",
};
const link = "text-accent underline underline-offset-2";

/** One entity: what happened to it, its labels or ends, its properties before and after. */
export function EntityItem({ entity, hrefs }: { entity: Entity; hrefs: EntityHrefs }) {
  const name = entityName(entity);
  const history =
    entity.id < 0
      ? null
      : entity.kind === "node"
        ? hrefs.node(entity.id)
        : entity.kind === "relationship"
          ? hrefs.relationship(entity.id)
          : null;
  return (
    <li className="border-line border-t px-4 py-3">
      <div className="flex flex-wrap items-baseline justify-between gap-x-4 gap-y-1">
        <p className="min-w-0 wrap-anywhere">
          <span className="font-semibold">{name}</span>{" "}
          <span className={COLOURS[entity.operation]}>{entity.operation}</span>
          <Labels entity={entity} />
        </p>
        {history ? (
          <Link href={history} className={cn(link, "text-xs")}>
            History of {name.charAt(0).toLowerCase() + name.slice(1)}
          </Link>
        ) : null}
      </div>
      {entity.kind === "relationship" ? <Ends entity={entity} hrefs={hrefs} /> : null}
      {entity.text ? <p className="mt-0.5 text-ink-2 wrap-anywhere">{entity.text}</p> : null}
      {entity.properties.length > 0 ? (
        <div className="mt-2 rounded-md border border-line">
          <Table label={`Properties of ${name}`}>
            <thead>
              <tr>
                <Th className="w-1/4">Property</Th>
                <Th>Before</Th>
                <Th>After</Th>
              </tr>
            </thead>
            <tbody>
              {entity.properties.map((property) => (
                <tr key={property.key}>
                  <Td className="break-all">{property.key}</Td>
                  <Td>
                    <Value value={property.before} gone={property.after === undefined} />
                  </Td>
                  <Td>
                    <Value value={property.after} />
                  </Td>
                </tr>
              ))}
            </tbody>
          </Table>
        </div>
      ) : null}
    </li>
  );
}

function Labels({ entity }: { entity: Entity }) {
  const labels = labelChanges(entity);
  if (labels.length === 0) return null;
  return (
    <span className="ml-2 inline-flex flex-wrap gap-x-1.5">
      {labels.map(({ name, change }) => (
        <span
          key={name}
          className={cn(
            change === "added" && "text-good",
            change === "removed" && "text-bad line-through",
            change === "kept" && "text-ink-2",
          )}
        >
          :{name}
          {change === "kept" ? null : <span className="sr-only"> {change}</span>}
        </span>
      ))}
    </span>
  );
}

function Ends({ entity, hrefs }: { entity: Entity; hrefs: EntityHrefs }) {
  const end = (id: number | undefined) =>
    id === undefined ? (
      "?"
    ) : (
      <Link href={hrefs.node(id)} aria-label={`History of node ${id}`} className={link}>
        {id}
      </Link>
    );
  return (
    <p className="mt-0.5 font-mono text-code text-ink-2">
      ({end(entity.start)})-[:{entity.type ?? "?"}]-&gt;({end(entity.end)})
    </p>
  );
}

function Value({ value, gone = false }: { value: Shown; gone?: boolean }) {
  if (!value) return <span className="text-ink-3">–</span>;
  return (
    <span className="wrap-anywhere">
      <span className={cn("font-mono text-code whitespace-pre-wrap", gone && "text-bad")}>
        {value.text}
        {value.isCut ? "…" : ""}
      </span>{" "}
      <span className="text-xs text-ink-3">{value.type}</span>
    </span>
  );
}
