"use client";
import { useState } from "react";
import type { TransactionDetail } from "../_trpc/types.ts";
import { Button } from "../_ui/button.tsx";
import { formatCount, plural } from "../_ui/format/bytes.ts";
import { Panel } from "../_ui/panel.tsx";
import { type EntityHrefs, EntityItem } from "./entity-item.tsx";

const STEP = 50;

/** What a transaction touched, one entity under the other. */
export function EntityList({ detail, hrefs }: { detail: TransactionDetail; hrefs: EntityHrefs }) {
  const [shown, setShown] = useState(STEP);
  const { entities, moreEntities } = detail;
  return (
    <Panel
      flush
      title={`What it touched: ${plural(entities.length + moreEntities, "entity", "entities")}`}
    >
      {entities.length === 0 ? (
        <p className="px-4 pb-4 text-ink-2">Nothing that has a name in the log.</p>
      ) : (
        <ul>
          {entities.slice(0, shown).map((entity, at) => (
            // biome-ignore lint/suspicious/noArrayIndexKey: the list never changes its order, and an entity may come twice
            <EntityItem key={`${entity.kind}-${entity.id}-${at}`} entity={entity} hrefs={hrefs} />
          ))}
        </ul>
      )}
      {entities.length > shown ? (
        <div className="border-line border-t p-3 text-center">
          <Button size="small" onClick={() => setShown(shown + 4 * STEP)}>
            Show more
          </Button>
        </div>
      ) : moreEntities > 0 ? (
        <p className="border-line border-t px-4 py-3 text-ink-2">
          {formatCount(moreEntities)} more are in the log, too many to list here. The figures above
          count them.
        </p>
      ) : null}
    </Panel>
  );
}
